package io.github.onnxferry.parity.noise;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The graphs inside of a node. */
final class Bodies {
    private Bodies() {}

    static List<OnnxGraph> of(OnnxNode node) {
        return node.attributes().values().stream()
                .flatMap(a -> {
                    if (a instanceof OnnxAttribute.GraphValue g) {
                        return Stream.of(g.value());
                    }
                    return a instanceof OnnxAttribute.GraphsValue g ? g.values().stream() : Stream.empty();
                })
                .toList();
    }

    /** The node with each body replaced. */
    static OnnxNode replaced(OnnxNode node, UnaryOperator<OnnxGraph> change) {
        var attributes = new LinkedHashMap<>(node.attributes());
        attributes.replaceAll((key, a) -> {
            if (a instanceof OnnxAttribute.GraphValue g) {
                return new OnnxAttribute.GraphValue(change.apply(g.value()));
            }
            return a instanceof OnnxAttribute.GraphsValue g
                    ? new OnnxAttribute.GraphsValue(
                            g.values().stream().map(change).toList())
                    : a;
        });
        return node.withAttributes(attributes);
    }
}
