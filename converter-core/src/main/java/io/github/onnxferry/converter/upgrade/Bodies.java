package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphsValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The graphs that a node carries as attributes. */
final class Bodies {
    private Bodies() {}

    /** All bodies of a node. */
    static List<OnnxGraph> of(OnnxNode node) {
        return node.attributes().values().stream()
                .flatMap(attribute -> attribute instanceof GraphValue body
                        ? Stream.of(body.value())
                        : attribute instanceof GraphsValue bodies ? bodies.values().stream() : Stream.empty())
                .toList();
    }

    /** A node with each body replaced. */
    static OnnxNode replaced(OnnxNode node, UnaryOperator<OnnxGraph> change) {
        var attributes = new LinkedHashMap<String, OnnxAttribute>();
        boolean changed = false;
        for (var entry : node.attributes().entrySet()) {
            OnnxAttribute value = entry.getValue();
            if (value instanceof GraphValue body) {
                value = new GraphValue(change.apply(body.value()));
                changed = true;
            } else if (value instanceof GraphsValue bodies) {
                value = new GraphsValue(bodies.values().stream().map(change).toList());
                changed = true;
            }
            attributes.put(entry.getKey(), value);
        }
        return changed ? node.withAttributes(attributes) : node;
    }
}
