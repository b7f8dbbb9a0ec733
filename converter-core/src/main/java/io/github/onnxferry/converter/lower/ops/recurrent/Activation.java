package io.github.onnxferry.converter.lower.ops.recurrent;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.math.ActivationOps;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An activation function of a recurrent layer.
 *
 * @param kind the function
 * @param alpha its first parameter, if it has one
 * @param beta its second parameter, if it has one
 * @param clip bound of the magnitude of its argument, if there is one
 */
record Activation(Kind kind, float alpha, float beta, Optional<Float> clip) {
    /** The functions that ONNX names, with the number of their parameters and what these are if not given. */
    enum Kind {
        RELU,
        TANH,
        SIGMOID,
        SOFTSIGN,
        SOFTPLUS,
        LEAKYRELU(0.01f),
        THRESHOLDEDRELU(1f),
        ELU(1f),
        HARDSIGMOID(0.2f, 0.5f),
        AFFINE(Float.NaN, Float.NaN),
        SCALEDTANH(Float.NaN, Float.NaN);

        private final float[] defaults;

        Kind(float... defaults) {
            this.defaults = defaults;
        }
    }

    /**
     * The functions of all directions of a node, one after the other. Parameters are taken from the lists {@code
     * activation_alpha} and {@code activation_beta} in the order of the functions, by those that have such a parameter.
     *
     * @param standard the functions of one direction if the node names none
     */
    static List<Activation> ofNode(NodeView n, List<String> standard) {
        boolean both = n.string("direction").equals("bidirectional");
        int count = both ? 2 * standard.size() : standard.size();
        var names = n.sets("activations")
                ? n.optionalStrings("activations").orElseThrow()
                : both ? concat(standard, standard) : standard;
        if (names.size() != count) {
            throw n.invalid("the node has " + names.size() + " activations, not " + count);
        }
        var alphas = n.optionalFloat32s("activation_alpha").orElse(List.of()).iterator();
        var betas = n.optionalFloat32s("activation_beta").orElse(List.of()).iterator();
        var clip = n.optionalFloat32("clip");
        var result = new ArrayList<Activation>();
        for (String name : names) {
            var kind = kind(n, name);
            float alpha = parameter(n, kind, 0, alphas);
            result.add(new Activation(kind, alpha, parameter(n, kind, 1, betas), clip));
        }
        return result;
    }

    private static List<String> concat(List<String> a, List<String> b) {
        var result = new ArrayList<>(a);
        result.addAll(b);
        return result;
    }

    private static Kind kind(NodeView n, String name) {
        for (var kind : Kind.values()) {
            if (kind.name().equals(name.toUpperCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw n.unsupported("there is no activation function " + name);
    }

    private static float parameter(NodeView n, Kind kind, int position, Iterator<Float> given) {
        if (position >= kind.defaults.length) {
            return 0;
        }
        float value = given.hasNext() ? given.next() : kind.defaults[position];
        if (Float.isNaN(value)) {
            throw n.unsupported("activation " + kind + " has no parameters, and ONNX defines no default for them");
        }
        return value;
    }

    /** The function without a bound. */
    Activation unclipped() {
        return new Activation(kind, alpha, beta, Optional.empty());
    }

    /** Applies the function to the clipped argument. */
    Value apply(Value argument, TfBuilder tf) {
        var x = clip.map(c -> bounded(argument, c, tf)).orElse(argument);
        return switch (kind) {
            case RELU -> tf.unary("Relu", x);
            case TANH -> tf.unary("Tanh", x);
            case SIGMOID -> tf.unary("Sigmoid", x);
            case SOFTSIGN -> tf.unary("Softsign", x);
            case SOFTPLUS -> ActivationOps.softplus(x, tf);
            case LEAKYRELU -> ActivationOps.leakyRelu(x, alpha, tf);
            case THRESHOLDEDRELU -> tf.select(tf.greaterEqual(x, tf.like(x, alpha)), x, tf.like(x, 0));
            case ELU -> ActivationOps.elu(x, alpha, 1, tf);
            case HARDSIGMOID -> ActivationOps.hardSigmoid(x, alpha, beta, tf);
            case AFFINE -> tf.add(tf.mul(x, alpha), beta);
            case SCALEDTANH -> tf.mul(tf.unary("Tanh", tf.mul(x, beta)), alpha);
        };
    }

    private static Value bounded(Value x, float limit, TfBuilder tf) {
        return tf.maximum(tf.minimum(x, tf.like(x, limit)), tf.like(x, -limit));
    }
}
