package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.stream.LongStream;

/** Vectors with one entry an axis, made from entries for some of the axes. Entries and axes are int64. */
public final class AxisVectors {
    private AxisVectors() {}

    /** The numbers from 0 up to a length. */
    public static Value upTo(TfBuilder tf, Value length) {
        return tf.range(tf.int64(0), length, tf.int64(1));
    }

    /** All axes of a value, {@code [rank]}. */
    public static Value allAxes(TfBuilder tf, Value x) {
        return x.hasRank() ? tf.vector(LongStream.range(0, x.rank()).toArray()) : upTo(tf, rankOf(tf, x));
    }

    /** The rank as an int64 scalar. */
    public static Value rankOf(TfBuilder tf, Value x) {
        return x.hasRank() ? tf.int64(x.rank()) : tf.cast(tf.op("Rank").in(x).one(), DType.INT64);
    }

    /** The entry of one axis as a scalar. */
    public static Value entry(TfBuilder tf, Value vector, long axis) {
        return tf.op("StridedSlice")
                .in(vector, tf.vector(axis), tf.vector(axis + 1), tf.vector(1))
                .attr("shrink_axis_mask", 1)
                .one();
    }

    /** Axes counted from the front. */
    public static Value normalised(TfBuilder tf, Value axes, Value rank) {
        return tf.floorMod(tf.cast(axes, DType.INT64), rank);
    }

    /**
     * The entries of {@code rest} with those of some axes replaced.
     *
     * @param axes which entries are replaced, {@code [k]}, counted from the front
     * @param entries by what, {@code [k]}
     * @param rest one entry an axis, {@code [rank]}
     */
    public static Value spread(TfBuilder tf, Value axes, Value entries, Value rest) {
        if (axes.isConstant() && rest.hasRank() && rest.dim(0).isKnown()) {
            var named = axes.constant().orElseThrow().longs();
            var positions = LongStream.range(0, rest.dim(0).value())
                    .map(i -> i + named.length)
                    .toArray();
            for (int i = 0; i < named.length; i++) {
                positions[(int) named[i]] = i;
            }
            return tf.gather(tf.concat(List.of(entries, rest), 0), tf.vector(positions), 0);
        }
        return tf.op("TensorScatterUpdate")
                .in(rest, tf.expandDims(axes, 1), entries)
                .one();
    }
}
