package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * How many elements of each window {@code AveragePool} counts: those in the value, or those in the value and the padding
 * that the model states. What {@code ceil_mode} adds past the padding never counts.
 */
final class WindowCounts {
    private WindowCounts() {}

    /**
     * The counts, in a shape that broadcasts to the pooled value.
     *
     * @param x the value before padding
     * @param padded the value after padding
     * @param first the first spatial axis
     * @param windows the windows
     * @param withPadding whether padding that the model states counts
     * @param dtype dtype of the counts
     */
    static Value of(TfBuilder tf, Value x, Value padded, int first, Windows windows, boolean withPadding, DType dtype) {
        var product = tf.scalar(dtype, 1);
        for (int i = 0; i < windows.rank(); i++) {
            var sizes = new long[x.rank() - first - i];
            Arrays.fill(sizes, 1);
            sizes[0] = -1;
            product = tf.mul(product, tf.reshape(along(tf, x, padded, first, windows, i, withPadding, dtype), sizes));
        }
        return product;
    }

    private static Value along(
            TfBuilder tf,
            Value x,
            Value padded,
            int first,
            Windows windows,
            int axis,
            boolean withPadding,
            DType dtype) {
        var in = x.dim(first + axis);
        var pads = windows.pads(axis, in);
        if (in.isKnown() && pads.isPresent()) {
            long begin = pads.get()[0];
            long from = withPadding ? 0 : begin;
            long to = begin
                    + in.value()
                    + (withPadding ? windows.countedEnd(axis, in).orElseThrow() : 0);
            return tf.constant(counted(windows, axis, windows.count(axis, in).value(), from, to, dtype));
        }
        var length = tf.sizeOf(x, first + axis);
        var kernel = tf.int64(windows.kernel(axis).value());
        var begin = windows.computedPads(tf, axis, length, kernel).get(0);
        var from = withPadding ? tf.int64(0) : begin;
        var to = tf.add(begin, length);
        if (withPadding) {
            to = windows.countedEnd(axis, in).isPresent()
                    ? tf.add(to, tf.int64(windows.countedEnd(axis, in).get()))
                    : tf.sizeOf(padded, first + axis);
        }
        var positions = SlidingReduction.positions(tf, windows, axis, padded, first);
        var counted = tf.and(tf.greaterEqual(positions, from), tf.less(positions, to));
        return tf.reduce("Sum", tf.cast(counted, dtype), false, 1);
    }

    private static Tensor counted(Windows windows, int axis, long windowCount, long from, long to, DType dtype) {
        var counts = new ArrayList<Double>();
        for (long w = 0; w < windowCount; w++) {
            double count = 0;
            for (long k = 0; k < windows.kernel(axis).value(); k++) {
                long position = w * windows.stride(axis) + k * windows.dilation(axis);
                count += position >= from && position < to ? 1 : 0;
            }
            counts.add(count);
        }
        return Tensor.ofDoubles(
                dtype,
                new long[] {windowCount},
                counts.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
