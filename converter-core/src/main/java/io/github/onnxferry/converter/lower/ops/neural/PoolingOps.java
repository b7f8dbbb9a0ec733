package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.math.SinglePrecision;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Pools over windows and over all of space.
 *
 * <p>TensorFlow has kernels for pools without dilation over two axes, and over three for some dtypes; an average of its
 * own counts no padding. Other pools go through {@link SlidingReduction}.
 */
public final class PoolingOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .ops("MaxPool", PoolingOps::maxPool)
            .parity(Parity.EXACT)
            .op("AveragePool", PoolingOps::averagePool)
            .op("LpPool", PoolingOps::lpPool)
            .op("GlobalMaxPool", (n, tf) -> tf.reduce("Max", n.in("X"), spatialAxes(n, tf), true))
            .parity(Parity.EXACT)
            .op(
                    "GlobalAveragePool",
                    (n, tf) ->
                            SinglePrecision.apply(tf, n.in("X"), x -> tf.reduce("Mean", x, spatialAxes(n, tf), true)))
            .op("GlobalLpPool", PoolingOps::globalLpPool)
            .build();

    private PoolingOps() {}

    /** All axes but the first two, also of a value whose rank shows only when it runs. */
    private static Value spatialAxes(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        if (x.hasRank()) {
            return tf.vector(LongStream.range(2, x.rank()).toArray());
        }
        var rank = tf.cast(tf.op("Rank").in(x).one(), DType.INT64);
        return tf.range(tf.int64(2), rank, tf.int64(1));
    }

    private static Windows windows(NodeView n) {
        var kernel = n.int64s("kernel_shape");
        var windows = Windows.of(n, Arrays.stream(kernel).mapToObj(Dim::of).toList());
        return n.flag("ceil_mode") ? windows.withCeilMode() : windows;
    }

    private static Value input(NodeView n, TfBuilder tf) {
        return ChannelsLast.ofRank(n, tf, n.in("X"), n.int64s("kernel_shape").length + 2);
    }

    /** {@code MaxPool}: padding never wins; the second output says where the first maximum of each window is. */
    private static List<Value> maxPool(NodeView n, TfBuilder tf) {
        var windows = windows(n);
        var x = input(n, tf);
        var outputs = new ArrayList<Value>();
        outputs.add(max(tf, x, windows));
        if (n.wants("Indices")) {
            var wide = x.dtype().isFloat() ? x : tf.cast(x, DType.INT32);
            var padded = padded(tf, wide, 2, lowest(wide.dtype()), windows);
            outputs.add(MaxPoolIndices.of(tf, x, padded, windows, n.int64("storage_order") == 1));
        }
        return outputs;
    }

    private static Value max(TfBuilder tf, Value x, Windows windows) {
        if (!hasKernel(x, windows)) {
            var padded = padded(tf, x, 2, lowest(x.dtype()), windows);
            return SlidingReduction.reduce(tf, "Max", padded, 2, windows);
        }
        return pooled(tf, x, windows, (image, w) -> {
            var lengths = w.lengths(image, 1);
            var pads = w.pads(lengths);
            if (w.rank() == 2 && pads.isPresent() && !w.isUnpadded(lengths) && !w.isSame(lengths)) {
                return tf.op("MaxPool")
                        .in(image)
                        .attr("ksize", w.channelsLastKernel())
                        .attr("strides", w.channelsLastStrides())
                        .attr("padding", "EXPLICIT")
                        .attr("explicit_paddings", Windows.explicitPaddings(pads.get()))
                        .one();
            }
            return w.isSame(lengths)
                    ? kernel(tf, "MaxPool", image, w, "SAME", result(image, w))
                    : kernel(
                            tf,
                            "MaxPool",
                            padded(tf, image, 1, lowest(image.dtype()), w),
                            w,
                            "VALID",
                            result(image, w));
        });
    }

    private static double lowest(DType dtype) {
        if (dtype.isFloat()) {
            return Double.NEGATIVE_INFINITY;
        }
        return dtype == DType.UINT8 ? 0 : dtype == DType.INT8 ? Byte.MIN_VALUE : Integer.MIN_VALUE;
    }

    /**
     * {@code AveragePool}: the sum of a window over the number of elements that {@link WindowCounts} counts; all padding
     * adds zero.
     */
    private static Value averagePool(NodeView n, TfBuilder tf) {
        var windows = windows(n);
        boolean countPadding = n.flag("count_include_pad");
        return SinglePrecision.apply(tf, input(n, tf), x -> average(tf, x, windows, countPadding));
    }

    private static Value average(TfBuilder tf, Value x, Windows windows, boolean countPadding) {
        if (!hasKernel(x, windows)) {
            var padded = padded(tf, x, 2, 0, windows);
            var counts = WindowCounts.of(tf, x, padded, 2, windows, countPadding, x.dtype());
            return tf.div(SlidingReduction.reduce(tf, "Sum", padded, 2, windows), counts);
        }
        return pooled(tf, x, windows, (image, w) -> {
            var lengths = w.lengths(image, 1);
            if (!countPadding && w.isSame(lengths) && !w.isUnpadded(lengths)) {
                return kernel(tf, "AvgPool", image, w, "SAME", result(image, w));
            }
            var padded = padded(tf, image, 1, 0, w);
            var mean = kernel(tf, "AvgPool", padded, w, "VALID", result(image, w));
            if (w.isUnpadded(lengths) || (countPadding && !w.overhangs())) {
                return mean;
            }
            var counts = WindowCounts.of(tf, image, padded, 1, w, countPadding, x.dtype());
            return tf.mul(mean, tf.div(tf.like(x, w.kernelElements()), counts));
        });
    }

    /** {@code LpPool}: the {@code p}-norm of each window; padding adds zero. */
    private static Value lpPool(NodeView n, TfBuilder tf) {
        var windows = windows(n);
        long p = n.int64("p");
        return SinglePrecision.apply(tf, input(n, tf), x -> root(tf, sum(tf, power(tf, x, p), windows), p));
    }

    private static Value sum(TfBuilder tf, Value x, Windows windows) {
        if (!hasKernel(x, windows)) {
            return SlidingReduction.reduce(tf, "Sum", padded(tf, x, 2, 0, windows), 2, windows);
        }
        return pooled(
                tf,
                x,
                windows,
                (image, w) -> tf.mul(
                        kernel(tf, "AvgPool", padded(tf, image, 1, 0, w), w, "VALID", result(image, w)),
                        w.kernelElements()));
    }

    /** {@code GlobalLpPool}: the {@code p}-norm over all of space. */
    private static Value globalLpPool(NodeView n, TfBuilder tf) {
        long p = n.int64("p");
        return SinglePrecision.apply(
                tf, n.in("X"), x -> root(tf, tf.reduce("Sum", power(tf, x, p), spatialAxes(n, tf), true), p));
    }

    private static Value power(TfBuilder tf, Value x, long p) {
        return p == 1 ? tf.abs(x) : p == 2 ? tf.square(x) : tf.pow(tf.abs(x), tf.like(x, p));
    }

    private static Value root(TfBuilder tf, Value x, long p) {
        return p == 1 ? x : p == 2 ? tf.sqrt(x) : tf.pow(x, tf.like(x, 1.0 / p));
    }

    /** Whether TensorFlow has a kernel that pools by these windows. */
    private static boolean hasKernel(Value x, Windows windows) {
        return !windows.isDilated() && (windows.rank() <= 2 || (windows.rank() == 3 && x.dtype() != DType.DOUBLE));
    }

    private interface Pool {
        Value of(Value image, Windows windows);
    }

    /** A pool of channels-last pictures or volumes, applied to a channels-first value. */
    private static Value pooled(TfBuilder tf, Value x, Windows windows, Pool pool) {
        return ChannelsLast.apply(
                tf,
                x,
                image -> windows.rank() == 1
                        ? tf.squeeze(pool.of(tf.expandDims(image, 1), windows.withUnitAxis()), 1)
                        : pool.of(image, windows));
    }

    private static Value kernel(TfBuilder tf, String op, Value image, Windows windows, String padding, Shape result) {
        return tf.op(windows.rank() == 3 ? op + "3D" : op)
                .in(image)
                .attr("ksize", windows.channelsLastKernel())
                .attr("strides", windows.channelsLastStrides())
                .attr("padding", padding)
                .shapes(result)
                .one();
    }

    private static Value padded(TfBuilder tf, Value x, int first, double with, Windows windows) {
        return windows.pad(
                tf,
                x,
                first,
                tf.like(x, with),
                axis -> tf.int64(windows.kernel(axis).value()));
    }

    private static Shape result(Value image, Windows windows) {
        var dims = new ArrayList<Dim>();
        dims.add(image.dim(0));
        dims.addAll(windows.counts(windows.lengths(image, 1)));
        dims.add(image.dim(-1));
        return Shape.of(dims);
    }
}
