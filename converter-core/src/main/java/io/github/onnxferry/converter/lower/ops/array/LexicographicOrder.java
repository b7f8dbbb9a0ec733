package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** The order of rows by their first element, then their second, and so on. TensorFlow has no kernel for it. */
public final class LexicographicOrder {
    private LexicographicOrder() {}

    /**
     * The positions of distinct rows {@code [n, length]} in ascending order, {@code [n]}. Each pair of rows is compared
     * at the first place where they differ, so memory grows with {@code n * n * length}.
     */
    public static Value of(Value rows, TfBuilder tf) {
        if (rows.dtype() == DType.BOOL) {
            return of(tf.cast(rows, DType.UINT8), tf);
        }
        var one = tf.expandDims(rows, 0);
        var other = tf.expandDims(rows, 1);
        var differs = tf.concat(List.of(tf.notEqual(one, other), ends(rows, tf)), 2);
        var place = tf.op("ArgMax")
                .in(tf.cast(differs, DType.UINT8), tf.int64(2))
                .attr("output_type", DType.INT64)
                .one();
        var before = tf.concat(List.of(tf.less(one, other), ends(rows, tf)), 2);
        var isBefore = tf.op("GatherV2")
                .in(before, tf.expandDims(place, 2), tf.int64(2))
                .attr("batch_dims", 2)
                .one();
        var rank = tf.reduce("Sum", tf.cast(tf.squeeze(isBefore, 2), DType.INT64), false, 1);
        return tf.op("InvertPermutation").in(rank).one();
    }

    /** A column of false for each pair of rows, so that there is something to find in rows of no elements. */
    private static Value ends(Value rows, TfBuilder tf) {
        var count = tf.sizeOf(rows, 0);
        return tf.fill(tf.pack(List.of(count, count, tf.int64(1)), 0), tf.bool(false));
    }

    /** The bytes of strings {@code [n]} as rows, filled up with zeros and followed by the length. */
    public static Value bytesOf(Value strings, TfBuilder tf) {
        var lengths = tf.op("StringLength").in(strings).one();
        var longest = tf.maximum(tf.reduce("Max", lengths, false, 0), tf.int32(1));
        var bytes = tf.op("DecodePaddedRaw")
                .in(strings, longest)
                .attr("out_type", DType.UINT8)
                .shapes(io.github.onnxferry.converter.tensor.Shape.of(strings.dim(0), tf.unknownDim()))
                .one();
        return tf.concat(List.of(tf.cast(bytes, DType.INT32), tf.expandDims(lengths, 1)), 1);
    }
}
