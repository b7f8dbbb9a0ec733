package io.github.onnxferry.converter.lower.ops.random;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/** Tensors of random numbers. Halves are drawn in single precision. */
public final class RandomOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("RandomNormal", (n, tf) -> normal(n, tf.vector(n.int64s("shape")), n.dtype("dtype"), tf))
            .parity(Parity.RANDOM)
            .op("RandomNormalLike", (n, tf) -> normal(n, tf.shapeOf(n.in("input")), dtypeLike(n), tf))
            .parity(Parity.RANDOM)
            .op("RandomUniform", (n, tf) -> uniform(n, tf.vector(n.int64s("shape")), n.dtype("dtype"), tf))
            .parity(Parity.RANDOM)
            .op("RandomUniformLike", (n, tf) -> uniform(n, tf.shapeOf(n.in("input")), dtypeLike(n), tf))
            .parity(Parity.RANDOM)
            .op("Bernoulli", RandomOps::bernoulli)
            .parity(Parity.RANDOM)
            .op("Multinomial", RandomOps::multinomial)
            .parity(Parity.RANDOM)
            .build();

    private RandomOps() {}

    private static Draw draw(NodeView n, TfBuilder tf) {
        return Draw.ofFloat(n.optionalFloat32("seed"), tf);
    }

    private static DType dtypeLike(NodeView n) {
        return n.optionalDtype("dtype").orElseGet(() -> n.in("input").dtype());
    }

    /** The dtype in which numbers of a dtype are drawn. */
    private static DType precision(NodeView n, DType dtype) {
        if (!dtype.isFloat()) {
            throw n.invalid("random numbers of " + dtype + ", which is no floating point type");
        }
        return dtype == DType.DOUBLE ? DType.DOUBLE : DType.FLOAT;
    }

    /** RandomNormal and RandomNormalLike 22: {@code mean + scale * normal}. */
    private static Value normal(NodeView n, Value sizes, DType dtype, TfBuilder tf) {
        var drawn = draw(n, tf).normal(sizes, precision(n, dtype));
        return tf.cast(tf.add(tf.mul(drawn, n.float32("scale")), n.float32("mean")), dtype);
    }

    /** RandomUniform and RandomUniformLike 22: {@code low + (high - low) * uniform}. */
    private static Value uniform(NodeView n, Value sizes, DType dtype, TfBuilder tf) {
        double low = n.float32("low");
        double high = n.float32("high");
        var drawn = draw(n, tf).uniform(sizes, precision(n, dtype));
        return tf.cast(tf.add(tf.mul(drawn, high - low), low), dtype);
    }

    /** Bernoulli 22: 1 with the probability that the input states. */
    private static Value bernoulli(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        var precise = precision(n, x.dtype());
        var drawn = draw(n, tf).uniform(tf.shapeOf(x), precise);
        return tf.cast(tf.less(drawn, tf.cast(x, precise)), dtypeLike(n));
    }

    /** Multinomial 22: the numbers of classes, drawn by unnormalised log-probabilities. */
    private static Value multinomial(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        long count = n.int64("sample_size");
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw n.invalid("sample_size is " + count);
        }
        return draw(n, tf).classes(tf.cast(x, precision(n, x.dtype())), tf.int32(count), n.dtype("dtype"));
    }
}
