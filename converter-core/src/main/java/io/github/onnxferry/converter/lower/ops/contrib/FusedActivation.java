package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.math.ActivationOps;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Set;

/** The activation that a fused operator applies to its result: the name of an operator of the standard, and its numbers. */
final class FusedActivation {
    private static final Set<String> WITHOUT_PARAMETERS =
            Set.of("Relu", "Sigmoid", "Tanh", "Softplus", "Softsign", "HardSwish", "Mish", "Gelu");
    private static final Set<String> WITH_ALPHA = Set.of("LeakyRelu", "Elu", "Celu", "ThresholdedRelu", "Swish");
    private static final Set<String> WITH_BETA = Set.of("HardSigmoid");
    private static final Set<String> WITH_GAMMA = Set.of("Selu");

    private final NodeView node;
    private final TfBuilder tf;

    private FusedActivation(NodeView node, TfBuilder tf) {
        this.node = node;
        this.tf = tf;
    }

    /**
     * Attributes {@code activation} and {@code activation_params}, the list of its numbers (FusedConv, NhwcFusedConv). A
     * Clip has its bounds there.
     */
    static Value listed(NodeView node, Value x, TfBuilder tf) {
        var name = node.optionalString("activation").orElse("");
        var parameters = node.optionalFloat32s("activation_params").orElse(List.of());
        return new FusedActivation(node, tf).apply(name, x, parameters);
    }

    /** Attributes {@code activation}, {@code activation_alpha}, {@code _beta} and {@code _gamma} (FusedGemm). */
    static Value named(NodeView node, Value x, TfBuilder tf) {
        var name = node.optionalString("activation").orElse("");
        var form = new FusedActivation(node, tf);
        var standard = Standard.of(node, name).in(x);
        for (String parameter : form.parameters(name)) {
            node.optionalFloat32("activation_" + parameter).ifPresent(value -> standard.with(parameter, value));
        }
        return name.isEmpty() ? x : standard.one(ActivationOps.TABLE, tf);
    }

    private Value apply(String name, Value x, List<Float> numbers) {
        if (name.isEmpty()) {
            return x;
        }
        if (name.equals("Clip")) {
            if (numbers.size() != 2) {
                throw node.invalid("the bounds of Clip are " + numbers);
            }
            return tf.minimum(tf.maximum(x, tf.like(x, numbers.get(0))), tf.like(x, numbers.get(1)));
        }
        var names = parameters(name);
        var standard = Standard.of(node, name).in(x);
        for (int i = 0; i < Math.min(names.size(), numbers.size()); i++) {
            standard.with(names.get(i), numbers.get(i));
        }
        return standard.one(ActivationOps.TABLE, tf);
    }

    private List<String> parameters(String name) {
        if (WITHOUT_PARAMETERS.contains(name) || name.isEmpty()) {
            return List.of();
        }
        if (WITH_ALPHA.contains(name)) {
            return List.of("alpha");
        }
        if (WITH_BETA.contains(name)) {
            return List.of("alpha", "beta");
        }
        if (WITH_GAMMA.contains(name)) {
            return List.of("alpha", "gamma");
        }
        throw node.unsupported("the fused activation " + name);
    }
}
