package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Arithmetic on indices. ONNX counts negative indices from the end; TensorFlow's CPU kernels refuse them, and those for
 * other devices clamp or yield zeros, so indices are normalised before.
 */
public final class Indices {
    private Indices() {}

    /** Indices into one axis of a value, counted from the front; int32 stays int32, everything else becomes int64. */
    public static Value ofAxis(TfBuilder tf, Value indices, Value x, int axis) {
        var constant = indices.constant();
        if (constant.isPresent() && indices.dtype().isInteger()) {
            var values = constant.get().longs();
            if (Arrays.stream(values).allMatch(i -> i >= 0)) {
                return indices;
            }
            if (x.hasRank() && x.dim(axis).isKnown()) {
                long length = x.dim(axis).value();
                var fromFront =
                        Arrays.stream(values).map(i -> i < 0 ? i + length : i).toArray();
                return tf.constant(
                        Tensor.ofLongs(indices.dtype(), constant.get().sizes(), fromFront));
            }
        }
        return fromFront(tf, indices, tf.sizeOf(x, axis));
    }

    /** Indices into an axis of a given length, an int64 scalar or a vector with one entry a component. */
    public static Value fromFront(TfBuilder tf, Value indices, Value length) {
        var i = indices.dtype() == DType.INT32 ? indices : tf.cast(indices, DType.INT64);
        return tf.select(tf.less(i, tf.like(i, 0)), tf.add(i, tf.cast(length, i.dtype())), i);
    }

    /**
     * The place of an element in its flattened tensor.
     *
     * @param along its index along {@code axis}, one an element of a tensor of the same rank as {@code x}
     * @param x the tensor that is indexed; the other indices are those that the element has in {@code along}
     */
    public static Value flattened(TfBuilder tf, Value along, Value x, int axis) {
        int rank = x.rank();
        var index = tf.cast(along, DType.INT64);
        var place = tf.mul(index, tf.elementsOf(x, axis + 1, rank));
        for (int other = rank - 1; other >= 0; other--) {
            if (other != axis && !along.dim(other).is(1)) {
                var sizes = new long[rank];
                Arrays.fill(sizes, 1);
                sizes[other] = -1;
                var steps = tf.mul(AxisVectors.upTo(tf, tf.sizeOf(along, other)), tf.elementsOf(x, other + 1, rank));
                place = tf.add(place, tf.reshape(steps, sizes));
            }
        }
        return place;
    }

    /**
     * The place of a slice among the slices of a tensor, {@code [..., 1]} for components {@code [..., k]}.
     *
     * @param lengths the lengths of the axes that the components index, {@code [k]}
     */
    public static Value flattenedComponents(TfBuilder tf, Value components, Value lengths) {
        var strides = tf.op("Cumprod")
                .in(lengths, tf.int32(0))
                .attr("exclusive", true)
                .attr("reverse", true)
                .one();
        return tf.reduce("Sum", tf.mul(components, strides), true, -1);
    }

    /** The numbers along one axis of a rank, all other axes of length 1. */
    public static Value along(TfBuilder tf, Value length, int axis, int rank) {
        var sizes = IntStream.range(0, rank).mapToLong(i -> i == axis ? -1 : 1).toArray();
        return tf.reshape(AxisVectors.upTo(tf, length), sizes);
    }
}
