package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;

/** Zeros between the elements of a value: what strides of a transposed convolution and dilations of a filter mean. */
final class Stuffing {
    private Stuffing() {}

    /**
     * A value with {@code stride - 1} zeros between neighbours along an axis; none behind the last element.
     *
     * @param axis from the front
     */
    static Value between(TfBuilder tf, Value x, int axis, long stride) {
        if (stride == 1) {
            return x;
        }
        var apart = tf.expandDims(x, axis + 1);
        var pads = new long[2 * apart.rank()];
        pads[2 * axis + 3] = stride - 1;
        var stuffed = tf.pad(apart, tf.like(x, 0), pads);
        var sizes = new ArrayList<Value>();
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < x.rank(); i++) {
            sizes.add(i == axis ? tf.mul(tf.sizeOf(x, i), tf.int64(stride)) : tf.sizeOf(x, i));
            dims.add(i == axis ? x.dim(i).times(stride) : x.dim(i));
        }
        var joined = tf.op("Reshape")
                .in(stuffed, tf.pack(sizes, 0))
                .shapes(Shape.of(dims))
                .one();
        var begins = new long[axis + 1];
        var ends = new long[axis + 1];
        var steps = new long[axis + 1];
        Arrays.fill(steps, 1);
        ends[axis] = 1 - stride;
        long before = (1L << axis) - 1;
        return tf.op("StridedSlice")
                .in(joined, tf.vector(begins), tf.vector(ends), tf.vector(steps))
                .attr("begin_mask", before)
                .attr("end_mask", before)
                .shapes(joined.shape().with(axis, joined.dim(axis).plus(1 - stride)))
                .one();
    }
}
