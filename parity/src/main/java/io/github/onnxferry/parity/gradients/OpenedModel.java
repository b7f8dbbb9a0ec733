package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** ONNX models some of whose constants are inputs. */
final class OpenedModel {
    private OpenedModel() {}

    /** The constants of a model's main graph, initializers and Constant nodes, by their names. */
    static Map<String, Tensor> constants(OnnxModel model) {
        var constants = new HashMap<>(model.graph().initializers());
        model.graph()
                .nodes()
                .forEach(n ->
                        constant(n).ifPresent(t -> constants.put(n.outputs().get(0), t)));
        return constants;
    }

    private static Optional<Tensor> constant(OnnxNode node) {
        return node.opType().equals("Constant")
                        && node.domain().equals("ai.onnx")
                        && node.outputs().size() == 1
                        && node.attributes().get("value") instanceof OnnxAttribute.TensorValue tensor
                ? Optional.of(tensor.value())
                : Optional.empty();
    }

    /** The model with constants as inputs, which have to be fed. */
    static OnnxModel open(OnnxModel model, Set<String> names) {
        var graph = model.graph();
        var constants = constants(model);
        var inputs = new ArrayList<>(graph.inputs());
        var listed = graph.inputs().stream().map(OnnxValue::name).toList();
        for (String name : names) {
            var tensor = constants.get(name);
            if (tensor != null && !listed.contains(name)) {
                inputs.add(new OnnxValue(name, new OnnxType.TensorType(tensor.dtype(), Shape.of(tensor.sizes()))));
            }
        }
        var initializers = new LinkedHashMap<>(graph.initializers());
        initializers.keySet().removeAll(names);
        List<OnnxNode> nodes = graph.nodes().stream()
                .filter(n ->
                        constant(n).isEmpty() || !names.contains(n.outputs().get(0)))
                .toList();
        return model.withGraph(
                new OnnxGraph(graph.name(), nodes, inputs, graph.outputs(), initializers, graph.valueTypes()));
    }
}
