package io.github.onnxferry.converter.lower.ops.signal;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.math.BigInteger;
import java.util.List;

/** Overlapping pieces of a signal. */
final class Frames {
    private Frames() {}

    /**
     * The frames of a signal {@code [batch, samples, parts]} as {@code [batch, frames, length, parts]}. What length and step
     * have as a common factor is copied in one piece.
     *
     * @param length samples a frame, an int64 scalar
     * @param step samples from one frame to the next, an int64 scalar
     */
    static Value of(Value signal, Value length, Value step, TfBuilder tf) {
        long piece = commonFactor(length, step);
        var samples = tf.sizeOf(signal, 1);
        var fitting = tf.add(tf.floorDiv(tf.sub(samples, length), step), tf.int64(1));
        var count = tf.maximum(fitting, tf.int64(0));
        var pieces = tf.floorDiv(samples, tf.int64(piece));
        var starts = tf.mul(tf.range(tf.int64(0), count, tf.int64(1)), tf.floorDiv(step, tf.int64(piece)));
        var offsets = tf.range(tf.int64(0), tf.floorDiv(length, tf.int64(piece)), tf.int64(1));
        var indices = tf.add(tf.reshape(starts, -1, 1), tf.reshape(offsets, 1, -1));
        var batch = tf.sizeOf(signal, 0);
        var parts = tf.sizeOf(signal, 2);
        var whole = tf.op("Slice")
                .in(
                        signal,
                        tf.vector(0, 0, 0),
                        tf.pack(List.of(tf.int64(-1), tf.mul(pieces, tf.int64(piece)), tf.int64(-1)), 0))
                .one();
        var cut = tf.reshape(whole, tf.pack(List.of(batch, pieces, tf.mul(parts, tf.int64(piece))), 0));
        var gathered = tf.gather(cut, indices, 1);
        return tf.op("Reshape")
                .in(gathered, tf.pack(List.of(batch, count, length, parts), 0))
                .shapes(Shape.of(signal.dim(0), dim(count, tf), dim(length, tf), signal.dim(2)))
                .one();
    }

    private static Dim dim(Value scalar, TfBuilder tf) {
        return scalar.elements().map(e -> e.get(0)).orElseGet(tf::unknownDim);
    }

    private static long commonFactor(Value length, Value step) {
        if (length.constant().isEmpty() || step.constant().isEmpty()) {
            return 1;
        }
        var a = BigInteger.valueOf(length.constant().get().getLong(0));
        var factor = a.gcd(BigInteger.valueOf(step.constant().get().getLong(0))).longValue();
        return Math.max(1, factor);
    }
}
