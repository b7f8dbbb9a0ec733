package io.github.onnxferry.converter.lower.ops.signal;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/** Windows and filter banks. They are computed in double precision and rounded, or truncated to integers, once. */
public final class WindowOps {
    private static final double MELS_A_DECADE = 2595;
    private static final double MEL_CORNER_HERTZ = 700;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("HannWindow", (n, tf) -> cosineSum(n, tf, 0.5, 0.5, 0))
            .op("HammingWindow", (n, tf) -> cosineSum(n, tf, 25.0 / 46, 21.0 / 46, 0))
            .op("BlackmanWindow", (n, tf) -> cosineSum(n, tf, 0.42, 0.5, 0.08))
            .op("MelWeightMatrix", WindowOps::melWeightMatrix)
            .build();

    private WindowOps() {}

    /**
     * {@code a0 - a1 cos(2 pi i / N) + a2 cos(4 pi i / N)} for {@code i < size} (ONNX HannWindow, HammingWindow,
     * BlackmanWindow 17), with {@code N = size} if periodic and {@code size - 1} if symmetric.
     */
    private static Value cosineSum(NodeView n, TfBuilder tf, double a0, double a1, double a2) {
        var size = tf.cast(tf.reshape(n.in("size")), DType.INT64);
        var index = tf.cast(tf.range(tf.int64(0), size, tf.int64(1)), DType.DOUBLE);
        var period = tf.cast(n.flag("periodic") ? size : tf.sub(size, tf.int64(1)), DType.DOUBLE);
        var angle = tf.div(tf.mul(index, 2 * Math.PI), period);
        var window = tf.sub(tf.scalar(DType.DOUBLE, a0), tf.mul(tf.unary("Cos", angle), a1));
        var sum = a2 == 0 ? window : tf.add(window, tf.mul(tf.unary("Cos", tf.mul(angle, 2)), a2));
        return tf.cast(sum, n.dtype("output_datatype"));
    }

    /**
     * Triangles over the bins of a one-sided spectrum, {@code [dft_length / 2 + 1, num_mel_bins]}, with corners equally
     * spaced in {@code mel(f) = 2595 log10(1 + f / 700)} and rounded down to bins (ONNX MelWeightMatrix 17). A triangle whose
     * corners fall together still weighs the bin at its peak by 1.
     */
    private static Value melWeightMatrix(NodeView n, TfBuilder tf) {
        var filters = tf.cast(tf.reshape(n.in("num_mel_bins")), DType.INT64);
        var length = tf.cast(tf.reshape(n.in("dft_length")), DType.INT64);
        var rate = tf.cast(tf.reshape(n.in("sample_rate")), DType.DOUBLE);
        var low = mel(tf.cast(tf.reshape(n.in("lower_edge_hertz")), DType.DOUBLE), tf);
        var high = mel(tf.cast(tf.reshape(n.in("upper_edge_hertz")), DType.DOUBLE), tf);

        var corners = tf.add(filters, tf.int64(2));
        var step = tf.div(tf.sub(high, low), tf.cast(corners, DType.DOUBLE));
        var index = tf.cast(tf.range(tf.int64(0), corners, tf.int64(1)), DType.DOUBLE);
        var hertz = hertz(tf.add(tf.mul(index, step), low), tf);
        var scaled = tf.mul(tf.cast(tf.add(length, tf.int64(1)), DType.DOUBLE), hertz);
        var bins = tf.unary("Floor", tf.div(scaled, rate));

        var spectrum = tf.add(tf.floorDiv(length, tf.int64(2)), tf.int64(1));
        var bin = tf.reshape(tf.cast(tf.range(tf.int64(0), spectrum, tf.int64(1)), DType.DOUBLE), -1, 1);
        var left = part(bins, 0, -2, tf);
        var peak = part(bins, 1, -1, tf);
        var right = part(bins, 2, 0, tf);
        var zero = tf.scalar(DType.DOUBLE, 0);
        var rising = tf.op("DivNoNan").in(tf.sub(bin, left), tf.sub(peak, left)).one();
        var falling =
                tf.op("DivNoNan").in(tf.sub(right, bin), tf.sub(right, peak)).one();
        var below = tf.select(tf.and(tf.greaterEqual(bin, left), tf.less(bin, peak)), rising, zero);
        var above = tf.select(tf.and(tf.greater(bin, peak), tf.less(bin, right)), falling, below);
        var weights = tf.select(tf.equal(bin, peak), tf.scalar(DType.DOUBLE, 1), above);
        return tf.cast(weights, n.dtype("output_datatype"));
    }

    private static Value mel(Value hertz, TfBuilder tf) {
        var decades = tf.unary("Log1p", tf.div(hertz, MEL_CORNER_HERTZ));
        return tf.mul(decades, MELS_A_DECADE / Math.log(10));
    }

    private static Value hertz(Value mel, TfBuilder tf) {
        return tf.mul(tf.unary("Expm1", tf.mul(mel, Math.log(10) / MELS_A_DECADE)), MEL_CORNER_HERTZ);
    }

    /** Elements from {@code begin} on but for the last {@code -end}, as a row. */
    private static Value part(Value vector, int begin, int end, TfBuilder tf) {
        return tf.reshape(tf.sliceAxis(vector, 0, begin, end == 0 ? Long.MAX_VALUE : end), 1, -1);
    }
}
