package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tf.Names;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import io.github.onnxferry.parity.graph.OpenedGraph;
import io.github.onnxferry.parity.run.GraphTensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Values of an ONNX model in a SavedModel that another tool made: tensors of the same name. The first output of an operation
 * has the name of the value, or that of the node that computes the value as its only output.
 */
final class NameMatch {
    private final OpenedGraph graph;
    private final Set<String> operations = new HashSet<>();

    NameMatch(OpenedGraph graph) {
        this.graph = graph;
        graph.function().nodes().forEach(n -> operations.add(n.getName()));
    }

    /** The tensors that go by the names of the values. */
    List<HeldTensor> of(Map<String, OnnxNode> values) {
        var held = new ArrayList<HeldTensor>();
        values.forEach((name, node) -> operation(name, node).ifPresent(operation -> {
            var tensor = new GraphTensor(operation, 0);
            TfTypes.fromProto(graph.dtype(tensor.below(OpenedGraph.FUNCTION)))
                    .ifPresent(dtype -> held.add(new HeldTensor(name, tensor, dtype, List.of())));
        }));
        return held;
    }

    private Optional<String> operation(String value, OnnxNode node) {
        var candidates = new ArrayList<>(List.of(value, Names.node(value)));
        if (node.outputs().size() == 1 && !node.name().isEmpty()) {
            candidates.addAll(List.of(node.name(), Names.node(node.name())));
        }
        return candidates.stream().filter(operations::contains).findFirst();
    }
}
