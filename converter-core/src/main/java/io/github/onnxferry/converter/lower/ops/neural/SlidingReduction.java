package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;

/**
 * Pools of any rank, dtype and dilation: the elements of the windows along one axis are gathered side by side and
 * reduced, one axis after another, since maxima and sums over boxes are maxima and sums along each axis in turn.
 */
final class SlidingReduction {
    private SlidingReduction() {}

    /**
     * Windows reduced.
     *
     * @param op the reduction, {@code Max} or {@code Sum}
     * @param padded the value, padded already
     * @param first its first spatial axis
     * @param windows the windows, whose padding is ignored
     */
    static Value reduce(TfBuilder tf, String op, Value padded, int first, Windows windows) {
        var result = padded;
        for (int i = 0; i < windows.rank(); i++) {
            if (windows.kernel(i).is(1) && windows.stride(i) == 1) {
                continue;
            }
            var gathered = tf.gather(result, positions(tf, windows, i, padded, first), first + i);
            result = tf.reduce(op, gathered, false, first + i + 1L);
        }
        return result;
    }

    /** The positions of the elements of each window along an axis of a padded value: {@code [windows, kernel]}. */
    static Value positions(TfBuilder tf, Windows windows, int axis, Value padded, int first) {
        var starts =
                tf.mul(tf.expandDims(indices(tf, windows, axis, padded, first), 1), tf.int64(windows.stride(axis)));
        return tf.add(starts, offsets(tf, windows, axis));
    }

    /** The numbers of the windows along an axis of a padded value: {@code [windows]}. */
    static Value indices(TfBuilder tf, Windows windows, int axis, Value padded, int first) {
        var span = tf.sub(
                tf.sizeOf(padded, first + axis), tf.int64(windows.extent(axis).value()));
        var count = tf.add(tf.floorDiv(span, tf.int64(windows.stride(axis))), tf.int64(1));
        return tf.range(tf.int64(0), count, tf.int64(1));
    }

    /** The distances of a window's elements from its first: {@code [1, kernel]}. */
    static Value offsets(TfBuilder tf, Windows windows, int axis) {
        var offsets = new long[(int) windows.kernel(axis).value()];
        Arrays.setAll(offsets, k -> k * windows.dilation(axis));
        return tf.constant(Tensor.ofLongs(DType.INT64, new long[] {1, offsets.length}, offsets));
    }
}
