package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/** What becomes of raw scores, {@code [N, classes]}; in the order of the numbers that TreeEnsemble has for them. */
enum PostTransform {
    NONE,
    SOFTMAX,
    LOGISTIC,
    SOFTMAX_ZERO,
    PROBIT;

    /** Scores nearer to zero than this are zero for {@link #SOFTMAX_ZERO}; as in ONNX Runtime. */
    private static final double ZERO = 1e-7;

    /** The constant of Winitzki's approximation of the inverse error function, which ONNX Runtime computes. */
    private static final double WINITZKI = 0.147;

    /** The attribute {@code post_transform}, by name. */
    static PostTransform of(NodeView n) {
        var name = n.string("post_transform");
        for (var transform : values()) {
            if (transform.name().equals(name)) {
                return transform;
            }
        }
        throw n.invalid("there is no post_transform " + name);
    }

    /**
     * The attribute {@code post_transform}, by number, as the operator is defined; ONNX Runtime takes the numbers of SOFTMAX
     * and LOGISTIC for one another.
     */
    static PostTransform numbered(NodeView n) {
        long number = n.int64("post_transform");
        if (number < 0 || number >= values().length) {
            throw n.invalid("there is no post_transform " + number);
        }
        return values()[(int) number];
    }

    /** The scores of each row transformed, in single precision. */
    Value of(Value scores, TfBuilder tf) {
        if (this == NONE) {
            return scores;
        }
        var x = tf.cast(scores, DType.FLOAT);
        return switch (this) {
            case NONE -> x;
            case SOFTMAX -> tf.op("Softmax").in(x).one();
            case LOGISTIC -> tf.op("Sigmoid").in(x).one();
            case SOFTMAX_ZERO -> softmaxZero(x, tf);
            case PROBIT -> probit(x, tf);
        };
    }

    /** The softmax over scores that are not zero; a zero stays near zero. */
    private static Value softmaxZero(Value x, TfBuilder tf) {
        var max = tf.reduce("Max", x, true, -1);
        var counts = tf.greater(tf.abs(x), tf.like(x, ZERO));
        var exp = tf.exp(tf.sub(x, max));
        var sum = tf.reduce("Sum", tf.select(counts, exp, tf.like(x, 0)), true, -1);
        return tf.div(tf.select(counts, exp, tf.mul(x, tf.exp(tf.neg(max)))), sum);
    }

    /** The quantile of the normal distribution: {@code sqrt(2) * erfinv(2p - 1)}, with Winitzki's approximation. */
    private static Value probit(Value p, TfBuilder tf) {
        var x = tf.sub(tf.mul(p, 2), 1);
        var log = tf.log(tf.mul(tf.sub(tf.like(x, 1), x), tf.add(x, 1)));
        var a = tf.add(tf.mul(log, 0.5), 2 / (Math.PI * WINITZKI));
        var root = tf.sqrt(tf.sub(tf.sqrt(tf.sub(tf.square(a), tf.mul(log, 1 / WINITZKI))), a));
        var sign = tf.select(tf.less(x, tf.like(x, 0)), tf.like(x, -Math.sqrt(2)), tf.like(x, Math.sqrt(2)));
        return tf.mul(sign, root);
    }
}
