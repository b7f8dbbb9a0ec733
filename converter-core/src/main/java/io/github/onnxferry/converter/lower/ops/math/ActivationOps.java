package io.github.onnxferry.converter.lower.ops.math;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Activation functions, element-wise and along an axis. */
public final class ActivationOps {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double SQRT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Relu", (n, tf) -> relu(n.in("X"), tf))
            .parity(Parity.EXACT)
            .op("Sigmoid", (n, tf) -> tf.unary("Sigmoid", n.in("X")))
            .op("Tanh", (n, tf) -> tf.unary("Tanh", n.in("input")))
            .op("Softplus", (n, tf) -> softplus(n.in("X"), tf))
            .op("Softsign", (n, tf) -> tf.unary("Softsign", n.in("input")))
            .op("LeakyRelu", (n, tf) -> leakyRelu(n.in("X"), n.float32("alpha"), tf))
            .op("PRelu", ActivationOps::prelu)
            .op("Elu", (n, tf) -> elu(n.in("X"), n.float32("alpha"), 1, tf))
            .op("Selu", (n, tf) -> elu(n.in("X"), n.float32("alpha"), n.float32("gamma"), tf))
            .op("Celu", ActivationOps::celu)
            .op("ThresholdedRelu", ActivationOps::thresholdedRelu)
            .op("HardSigmoid", (n, tf) -> hardSigmoid(n.in("X"), n.float32("alpha"), n.float32("beta"), tf))
            .op("HardSwish", (n, tf) -> hardSwish(n.in("X"), tf))
            .op("Mish", (n, tf) -> tf.mul(n.in("X"), tf.unary("Tanh", softplus(n.in("X"), tf))))
            .op("Gelu", ActivationOps::gelu)
            .op("Swish", (n, tf) -> swish(n.in("X"), n.float32("alpha"), tf))
            .op("SwiGLU", (n, tf) -> tf.mul(swish(n.in("A"), n.float32("alpha"), tf), n.in("B")))
            .op("Shrink", ActivationOps::shrink)
            .op("Softmax", (n, tf) -> along(n, tf, x -> softmax(x, tf)))
            .op("LogSoftmax", (n, tf) -> along(n, tf, x -> tf.unary("LogSoftmax", x)))
            .op("Hardmax", (n, tf) -> along(n, tf, x -> hardmax(x, tf)))
            .parity(Parity.EXACT)
            .build();

    private ActivationOps() {}

    static Value relu(Value x, TfBuilder tf) {
        return tf.unary("Relu", x);
    }

    /**
     * {@code exp(x - max) / sum(exp(x - max))} along the last axis (Softmax 13). In half precision each step is rounded, as
     * the function body of the definition says; only the sum is rounded once.
     */
    public static Value softmax(Value x, TfBuilder tf) {
        if (x.dtype() != DType.FLOAT16 && x.dtype() != DType.BFLOAT16) {
            return tf.unary("Softmax", x);
        }
        var powers = tf.exp(tf.sub(x, tf.reduce("Max", x, true, -1)));
        return tf.div(powers, tf.reduce("Sum", powers, true, -1));
    }

    /** {@code x} where positive, else {@code alpha * x}. */
    public static Value leakyRelu(Value x, float alpha, TfBuilder tf) {
        return tf.op("LeakyRelu").in(x).attr("alpha", alpha).one();
    }

    /** {@code log(1 + exp(x))}, without overflow. */
    public static Value softplus(Value x, TfBuilder tf) {
        return tf.unary("Softplus", x);
    }

    /** {@code max(0, min(1, alpha * x + beta))}. */
    public static Value hardSigmoid(Value x, float alpha, float beta, TfBuilder tf) {
        var line = tf.add(tf.mul(x, alpha), beta);
        return tf.minimum(tf.maximum(line, tf.like(x, 0)), tf.like(x, 1));
    }

    /**
     * {@code x * max(0, min(1, x / 6 + 0.5))}. The form with Relu6 has fewer operations, but TensorFlow's remapper (2.18, oneDNN on)
     * takes it for HardSwish also after its factor has been multiplied by another number near 1.
     */
    private static Value hardSwish(Value x, TfBuilder tf) {
        return tf.mul(x, hardSigmoid(x, 1f / 6, 0.5f, tf));
    }

    /** {@code gamma * x} where positive, else {@code gamma * alpha * (exp(x) - 1)}. */
    public static Value elu(Value x, float alpha, float gamma, TfBuilder tf) {
        if (alpha == 1) {
            return tf.mul(tf.unary("Elu", x), gamma);
        }
        var zero = tf.like(x, 0);
        var negative = tf.mul(tf.unary("Expm1", tf.minimum(x, zero)), alpha);
        return tf.mul(tf.select(tf.less(x, zero), negative, x), gamma);
    }

    /** {@code max(0, x) + min(0, alpha * (exp(x / alpha) - 1))} (ONNX Celu 12). */
    private static Value celu(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        float alpha = n.float32("alpha");
        var zero = tf.like(x, 0);
        var negative = tf.mul(tf.unary("Expm1", tf.div(tf.minimum(x, zero), alpha)), alpha);
        return tf.select(tf.less(x, zero), negative, x);
    }

    private static Value prelu(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        return tf.select(tf.less(x, tf.like(x, 0)), tf.mul(x, n.in("slope")), x);
    }

    private static Value thresholdedRelu(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        return tf.select(tf.greater(x, tf.like(x, n.float32("alpha"))), x, tf.like(x, 0));
    }

    /** {@code x * P(X <= x)} of the normal distribution, or its approximation by tanh (ONNX Gelu 20). */
    private static Value gelu(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        return n.string("approximate").equals("tanh") ? geluTanh(x, tf) : geluErf(x, tf);
    }

    static Value geluErf(Value x, TfBuilder tf) {
        return tf.mul(tf.mul(x, 0.5), tf.add(tf.unary("Erf", tf.mul(x, SQRT_HALF)), 1));
    }

    static Value geluTanh(Value x, TfBuilder tf) {
        var cubic = tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715));
        return tf.mul(tf.mul(x, 0.5), tf.add(tf.unary("Tanh", tf.mul(cubic, SQRT_TWO_OVER_PI)), 1));
    }

    /** {@code x * sigmoid(alpha * x)} (ONNX Swish 24). */
    public static Value swish(Value x, float alpha, TfBuilder tf) {
        return tf.mul(x, tf.unary("Sigmoid", tf.mul(x, alpha)));
    }

    /** {@code x + bias} below {@code -lambd}, {@code x - bias} above {@code lambd}, 0 between (ONNX Shrink 9). */
    private static Value shrink(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        float lambd = n.float32("lambd");
        float bias = n.float32("bias");
        boolean whole = x.dtype().isInteger();
        var real = whole ? tf.cast(x, DType.DOUBLE) : x;
        var zero = tf.like(real, 0);
        var low = tf.select(tf.less(real, tf.like(real, -lambd)), tf.add(real, bias), zero);
        var result = tf.select(tf.greater(real, tf.like(real, lambd)), tf.sub(real, tf.like(real, bias)), low);
        return whole ? tf.cast(result, x.dtype()) : result;
    }

    /** Applies a function of the last axis along the axis that the node names. */
    private static Value along(NodeView n, TfBuilder tf, UnaryOperator<Value> lastAxis) {
        var x = n.in("input");
        int rank = n.rank("input");
        if (rank == 0) {
            return tf.reshape(lastAxis.apply(tf.reshape(x, 1)), tf.vector());
        }
        int axis = n.axis("axis", rank);
        if (axis == rank - 1) {
            return lastAxis.apply(x);
        }
        var swap = IntStream.range(0, rank)
                .map(i -> i == axis ? rank - 1 : i == rank - 1 ? axis : i)
                .toArray();
        return tf.transpose(lastAxis.apply(tf.transpose(x, swap)), swap);
    }

    /** 1 at the first largest element of the last axis, 0 elsewhere. */
    private static Value hardmax(Value x, TfBuilder tf) {
        var largest = tf.op("ArgMax")
                .in(x, tf.int64(-1))
                .attr("output_type", DType.INT64)
                .one();
        var depth = tf.cast(tf.sizeOf(x, -1), DType.INT32);
        return tf.op("OneHot")
                .in(largest, depth, tf.like(x, 1), tf.like(x, 0))
                .shapes(x.shape())
                .one();
    }
}
