package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxValue;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** What nodes use: values, and bodies with the nodes in them. */
final class NodeUses {
    private NodeUses() {}

    /** Names of the values that a node uses, those that its bodies take from around it included. */
    static Set<String> of(OnnxNode node) {
        Set<String> used = new LinkedHashSet<>(node.inputs());
        used.remove("");
        node.bodies().forEach(body -> used.addAll(captured(body)));
        return used;
    }

    /** Names of the values that a body takes from around it. */
    static Set<String> captured(OnnxGraph body) {
        Set<String> own = new HashSet<>(body.initializers().keySet());
        body.inputs().forEach(i -> own.add(i.name()));
        body.nodes().forEach(n -> own.addAll(n.outputs()));
        Set<String> used = new LinkedHashSet<>();
        body.nodes().forEach(n -> used.addAll(of(n)));
        body.outputs().stream().map(OnnxValue::name).forEach(used::add);
        used.removeAll(own);
        return used;
    }

    /** How many nodes a model has, those of bodies and functions included. */
    static int count(OnnxModel model) {
        return (int) (OnnxNode.all(model.graph().nodes()).count()
                + model.functions().stream()
                        .mapToLong(f -> OnnxNode.all(f.nodes()).count())
                        .sum());
    }
}
