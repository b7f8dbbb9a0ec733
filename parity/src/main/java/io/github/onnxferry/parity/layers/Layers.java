package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.parity.graph.OpenedGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a model that a SavedModel holds.
 *
 * @param values the node that computes each value of the main graph, in order
 * @param held the values that can be compared, in order
 * @param lost values with tensors that the SavedModel's record names and its graph lacks
 * @param byName whether tensors are taken for values because of their names alone
 */
record Layers(Map<String, OnnxNode> values, List<Layer> held, List<Layer> lost, boolean byName) {
    /**
     * The values that an opened SavedModel holds: by its record, or by the names of tensors where it has none.
     *
     * @throws FerryException CONTRACT if the record is damaged, or if there is none and no name is the same
     */
    static Layers of(OnnxGraph model, OpenedGraph graph, Path savedModel) {
        var values = new LinkedHashMap<String, OnnxNode>();
        for (var node : model.nodes()) {
            node.outputs().stream().filter(o -> !o.isEmpty()).forEach(o -> values.put(o, node));
        }
        var recorded = ValueRecord.read(savedModel);
        var byValue = new LinkedHashMap<String, List<HeldTensor>>();
        recorded.orElseGet(() -> new NameMatch(graph).of(values)).stream()
                .filter(h -> ReferenceValues.gives(h.dtype()))
                .forEach(h -> byValue.computeIfAbsent(h.value(), v -> new ArrayList<>())
                        .add(h));
        var held = new ArrayList<Layer>();
        var lost = new ArrayList<Layer>();
        values.forEach((name, node) -> {
            var tensors = byValue.getOrDefault(name, List.of());
            if (!tensors.isEmpty()) {
                var layer = new Layer(new LayerValue(name, node, tensors.get(0).dtype()), tensors);
                boolean complete =
                        tensors.stream().allMatch(h -> graph.has(h.tensor().below(OpenedGraph.FUNCTION)));
                (complete ? held : lost).add(layer);
            }
        });
        if (held.isEmpty() && lost.isEmpty() && !values.isEmpty() && recorded.isEmpty()) {
            throw new FerryException(
                    Code.CONTRACT,
                    savedModel.toString(),
                    "does not say which tensors hold values of the model, and none has the name of one",
                    "compare layers of models that ONNX Ferry converted");
        }
        return new Layers(values, held, lost, recorded.isEmpty());
    }
}
