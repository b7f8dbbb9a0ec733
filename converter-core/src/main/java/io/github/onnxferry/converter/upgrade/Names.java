package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Every name of values and nodes in a model, its bodies included; makes names that none of them is. */
final class Names {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /** The names in a graph and its bodies. */
    Names(OnnxGraph graph) {
        add(graph);
    }

    /** The wanted name if it is free, else the wanted name with a number; taken from now on. */
    String fresh(String wanted) {
        String name = wanted;
        while (!taken.add(name)) {
            name = wanted + "_" + counts.merge(wanted, 1, Integer::sum);
        }
        return name;
    }

    private void add(OnnxGraph graph) {
        graph.inputs().stream().map(OnnxValue::name).forEach(taken::add);
        graph.outputs().stream().map(OnnxValue::name).forEach(taken::add);
        taken.addAll(graph.initializers().keySet());
        for (OnnxNode node : graph.nodes()) {
            taken.add(node.name());
            taken.addAll(node.inputs());
            taken.addAll(node.outputs());
            node.bodies().forEach(this::add);
        }
    }
}
