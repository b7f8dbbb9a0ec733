package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds models of a few nodes, all of whose inputs are floats. */
final class SmallModel {
    private final Map<String, Long> opsets = new LinkedHashMap<>();
    private final List<OnnxValue> inputs = new ArrayList<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final List<OnnxFunction> functions = new ArrayList<>();

    private SmallModel() {}

    static SmallModel opset(long opset) {
        var model = new SmallModel();
        model.opsets.put(Domain.ONNX, opset);
        return model;
    }

    SmallModel input(String name, Shape shape) {
        return input(name, new TensorType(DType.FLOAT, shape));
    }

    SmallModel input(String name, OnnxType type) {
        inputs.add(new OnnxValue(name, type));
        return this;
    }

    SmallModel node(String op, String inputNames, String outputNames, Map<String, OnnxAttribute> attributes) {
        nodes.add(call(op, inputNames, outputNames, attributes));
        return this;
    }

    SmallModel node(String op, String inputNames, String outputNames) {
        return node(op, inputNames, outputNames, Map.of());
    }

    SmallModel function(OnnxFunction function) {
        functions.add(function);
        return this;
    }

    OnnxModel build() {
        List<OnnxValue> outputs = nodes.get(nodes.size() - 1).outputs().stream()
                .map(name -> new OnnxValue(name, new OnnxType.Unknown()))
                .toList();
        var graph = new OnnxGraph("small", nodes, inputs, outputs, Map.of(), Map.of());
        return new OnnxModel(8, opsets, graph, functions, Map.of(), OnnxModel.Source.NONE);
    }

    String upgraded() {
        return GraphText.of(Upgrader.standard().upgrade(build()).graph());
    }

    /** A node named after its first output; operators of other domains are {@code domain:Op}. */
    static OnnxNode call(String op, String inputs, String outputs, Map<String, OnnxAttribute> attributes) {
        int colon = op.indexOf(':');
        List<String> results = names(outputs);
        return new OnnxNode(
                "n_" + results.get(0),
                colon < 0 ? Domain.ONNX : op.substring(0, colon),
                op.substring(colon + 1),
                "",
                names(inputs),
                results,
                attributes);
    }

    static List<String> names(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    /** A function of domain {@code local} with an {@code ai.onnx} opset of its own. */
    static OnnxFunction function(
            String name,
            String inputs,
            String outputs,
            long opset,
            Map<String, OnnxAttribute> defaults,
            OnnxNode... nodes) {
        return new OnnxFunction(
                "local",
                name,
                "",
                names(inputs),
                names(outputs),
                List.of(),
                defaults,
                List.of(nodes),
                Map.of(Domain.ONNX, opset, "local", 1L));
    }
}
