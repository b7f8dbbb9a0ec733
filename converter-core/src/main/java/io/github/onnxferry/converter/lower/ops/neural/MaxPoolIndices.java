package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Output {@code Indices} of {@code MaxPool}: where in the whole flattened value {@code [N, C, spatial...]} the first of a
 * window's maxima is. The spatial axes count row-major, or column-major where {@code storage_order} is 1.
 */
final class MaxPoolIndices {
    private static final int FIRST = 2;

    private final TfBuilder tf;
    private final Value x;
    private final Value padded;
    private final Windows windows;

    private MaxPoolIndices(TfBuilder tf, Value x, Value padded, Windows windows) {
        this.tf = tf;
        this.x = x;
        this.padded = padded;
        this.windows = windows;
    }

    /**
     * The indices.
     *
     * @param x the value
     * @param padded the value, padded with something that is below all of its elements
     * @param windows the windows
     * @param columnMajor whether the first spatial axis counts fastest
     */
    static Value of(TfBuilder tf, Value x, Value padded, Windows windows, boolean columnMajor) {
        return new MaxPoolIndices(tf, x, padded, windows).indices(columnMajor);
    }

    private Value indices(boolean columnMajor) {
        int rank = windows.rank();
        var winner = tf.op("ArgMax")
                .in(sideBySide(), tf.int64(-1))
                .attr("output_type", DType.INT64)
                .one();
        var index = tf.int64(0);
        long kernelBehind = windows.kernelElements();
        for (int i = 0; i < rank; i++) {
            long kernel = windows.kernel(i).value();
            kernelBehind /= kernel;
            var step = tf.floorMod(tf.floorDiv(winner, tf.int64(kernelBehind)), tf.int64(kernel));
            var position = tf.add(tf.mul(step, tf.int64(windows.dilation(i))), starts(i));
            var elements = columnMajor ? tf.elementsOf(x, FIRST, FIRST + i) : tf.elementsOf(x, FIRST + i + 1, x.rank());
            index = tf.add(index, tf.mul(position, elements));
        }
        return tf.add(index, planes());
    }

    /** The elements of each window as the last axis. */
    private Value sideBySide() {
        int rank = windows.rank();
        var gathered = padded;
        for (int i = 0; i < rank; i++) {
            gathered = tf.gather(gathered, SlidingReduction.positions(tf, windows, i, padded, FIRST), FIRST + 2L * i);
        }
        var order = new ArrayList<>(List.of(0, 1));
        IntStream.range(0, rank).forEach(i -> order.add(FIRST + 2 * i));
        IntStream.range(0, rank).forEach(i -> order.add(FIRST + 2 * i + 1));
        var sorted = tf.transpose(
                gathered, order.stream().mapToInt(Integer::intValue).toArray());
        var sizes = new ArrayList<Value>();
        IntStream.range(0, FIRST + rank).forEach(axis -> sizes.add(tf.sizeOf(sorted, axis)));
        sizes.add(tf.int64(windows.kernelElements()));
        return tf.reshape(sorted, tf.pack(sizes, 0));
    }

    /** Where the windows along an axis start in the value before padding, shaped to broadcast. */
    private Value starts(int axis) {
        var begin = windows.pads(axis, x.dim(FIRST + axis))
                .map(p -> tf.int64(p[0]))
                .orElseGet(() -> windows.computedPads(
                                tf,
                                axis,
                                tf.sizeOf(x, FIRST + axis),
                                tf.int64(windows.kernel(axis).value()))
                        .get(0));
        var indices = SlidingReduction.indices(tf, windows, axis, padded, FIRST);
        var sizes = new long[windows.rank() - axis];
        Arrays.fill(sizes, 1);
        sizes[0] = -1;
        return tf.reshape(tf.sub(tf.mul(indices, tf.int64(windows.stride(axis))), begin), sizes);
    }

    /** The index of the first element of each channel, {@code [N, C, 1...]}. */
    private Value planes() {
        var channels = tf.range(tf.int64(0), tf.elementsOf(x, 0, FIRST), tf.int64(1));
        var sizes = new ArrayList<Value>();
        sizes.add(tf.sizeOf(x, 0));
        sizes.add(tf.sizeOf(x, 1));
        IntStream.range(0, windows.rank()).forEach(i -> sizes.add(tf.int64(1)));
        return tf.reshape(tf.mul(channels, tf.elementsOf(x, FIRST, x.rank())), tf.pack(sizes, 0));
    }
}
