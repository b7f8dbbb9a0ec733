package io.github.onnxferry.converter.lower.ops.training;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Derivatives of a part of the graph. */
public final class GradientOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.PREVIEW_TRAINING)
            .ops("Gradient", GradientOps::gradient)
            .build();

    private GradientOps() {}

    /**
     * Gradient 1: of the sum of tensor {@code y} with respect to the tensors {@code xs}, at the values that these have in the
     * graph.
     */
    private static List<Value> gradient(NodeView n, TfBuilder tf) {
        var names = n.optionalStrings("xs").orElse(List.of());
        var fed = n.variadic("Inputs");
        if (fed.size() < names.size()) {
            throw n.invalid("it has " + fed.size() + " inputs for " + names.size() + " names");
        }
        var others = n.optionalStrings("zs").orElse(List.of());
        for (int i = 0; i < fed.size() && i < names.size() + others.size(); i++) {
            var name = i < names.size() ? names.get(i) : others.get(i - names.size());
            if (n.named(name) != fed.get(i)) {
                throw n.unsupported("a gradient at another value of '" + name + "' than it has in the graph");
            }
        }
        var xs = fed.subList(0, names.size());
        if (xs.stream().anyMatch(Value::isConstant)) {
            throw n.unsupported("a gradient with respect to a constant of a node");
        }
        try {
            return ReverseMode.of(n.named(n.string("y")), xs, tf);
        } catch (UnknownGradient e) {
            throw n.unsupported("a gradient through TensorFlow's " + e.what());
        }
    }
}
