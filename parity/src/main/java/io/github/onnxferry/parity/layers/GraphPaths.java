package io.github.onnxferry.parity.layers;

import io.github.onnxferry.parity.run.GraphTensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** Which operations of a graph need which. */
final class GraphPaths {
    private final Map<String, List<String>> inputs = new HashMap<>();
    private final Map<String, List<String>> consumers = new HashMap<>();

    /** The paths among operations. */
    GraphPaths(List<NodeDef> nodes) {
        for (var node : nodes) {
            var sources = node.getInputList().stream()
                    .map(i -> i.startsWith("^")
                            ? i.substring(1)
                            : GraphTensor.parse(i).node())
                    .toList();
            inputs.put(node.getName(), sources);
            sources.forEach(
                    s -> consumers.computeIfAbsent(s, n -> new ArrayList<>()).add(node.getName()));
        }
    }

    /** Operations, and all that they need. */
    Set<String> needed(Collection<String> operations) {
        return reached(operations, inputs);
    }

    /** Operations, and all that need one of them. */
    Set<String> dependent(Collection<String> operations) {
        return reached(operations, consumers);
    }

    private static Set<String> reached(Collection<String> from, Map<String, List<String>> steps) {
        var reached = new LinkedHashSet<String>();
        var open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            String name = open.pop();
            if (reached.add(name)) {
                steps.getOrDefault(name, List.of()).forEach(open::push);
            }
        }
        return reached;
    }
}
