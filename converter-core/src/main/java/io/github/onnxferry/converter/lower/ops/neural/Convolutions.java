package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Convolutions of channels-last values {@code [N, spatial..., C]} with filters {@code [kernel..., C / group, M]}.
 *
 * <p>TensorFlow's CPU kernels cover: {@code Conv2D} with groups, dilations and explicit padding;
 * {@code DepthwiseConv2dNative} with equal strides and no dilation; {@code Conv3D} with neither groups nor dilation nor
 * explicit padding. (With oneDNN some of them do more; what is emitted here runs without it.) Everything else is a sum
 * of convolutions with one axis less.
 */
final class Convolutions {
    private final NodeView node;
    private final TfBuilder tf;
    private final long group;

    private Convolutions(NodeView node, TfBuilder tf, long group) {
        this.node = node;
        this.tf = tf;
        this.group = group;
    }

    /** The convolution of a channels-last value. */
    static Value of(NodeView node, TfBuilder tf, Value x, Value filter, Windows windows, long group) {
        return new Convolutions(node, tf, group).convolve(x, filter, windows);
    }

    private Value convolve(Value x, Value filter, Windows windows) {
        return switch (windows.rank()) {
            case 0 -> pointwise(x, filter);
            case 1 -> line(x, filter, windows);
            case 2 -> plane(x, filter, windows);
            case 3 -> volumes(x, filter, windows);
            default -> sumOverFirstAxis(x, filter, windows);
        };
    }

    private Value volumes(Value x, Value filter, Windows windows) {
        if (group == 1 && !windows.isDilated()) {
            return volume(x, filter, windows);
        }
        return windows.kernel(0).isKnown() ? sumOverFirstAxis(x, filter, windows) : ofGroups(x, filter, windows);
    }

    /** A convolution of each group's channels, with the zeros of dilations in the filter. */
    private Value ofGroups(Value x, Value filter, Windows windows) {
        var padded = padded(x, filter, windows);
        var dense = filter;
        for (int axis = 0; axis < windows.rank(); axis++) {
            dense = Stuffing.between(tf, dense, axis, windows.dilation(axis));
        }
        var inner = windows.unpadded().dense(dense.shape().dims().subList(0, windows.rank()));
        var parts = new ArrayList<Value>();
        var channels = groups(padded);
        var filters = groups(dense);
        for (int i = 0; i < group; i++) {
            parts.add(volume(channels.get(i), filters.get(i), inner));
        }
        return tf.concat(parts, -1);
    }

    private List<Value> groups(Value value) {
        return group == 1
                ? List.of(value)
                : tf.op("Split")
                        .in(tf.int32(value.rank() - 1), value)
                        .attr("num_split", group)
                        .all();
    }

    /** Without spatial axes a convolution is a product with each group's matrix. */
    private Value pointwise(Value x, Value filter) {
        var image = tf.expandDims(tf.expandDims(x, 1), 1);
        var kernel = tf.expandDims(tf.expandDims(filter, 0), 0);
        var windows = Windows.plain(List.of(Dim.of(1), Dim.of(1)), new long[] {1, 1});
        return tf.squeeze(plane(image, kernel, windows), 1, 2);
    }

    private Value line(Value x, Value filter, Windows windows) {
        var image = tf.expandDims(x, 1);
        var kernel = tf.expandDims(filter, 0);
        return tf.squeeze(plane(image, kernel, windows.withUnitAxis()), 1);
    }

    private Value plane(Value x, Value filter, Windows windows) {
        var depthwise = depthwiseFilter(filter, windows);
        var op = depthwise.isPresent() ? "DepthwiseConv2dNative" : "Conv2D";
        var kernel = depthwise.orElse(filter);
        var lengths = windows.lengths(x, 1);
        var pads = windows.pads(lengths);
        if (windows.isUnpadded(lengths) || windows.isSame(lengths)) {
            return tf.op(op)
                    .in(x, kernel)
                    .attr("strides", windows.channelsLastStrides())
                    .attr("dilations", windows.channelsLastDilations())
                    .attr("padding", windows.isUnpadded(lengths) ? "VALID" : "SAME")
                    .one();
        }
        // When TensorFlow's remapper fuses a depthwise convolution it drops explicit paddings, and its shape function
        // then ends the process (2.18, with oneDNN): such paddings are an operation of their own.
        if (pads.isPresent() && depthwise.isEmpty()) {
            return tf.op(op)
                    .in(x, kernel)
                    .attr("strides", windows.channelsLastStrides())
                    .attr("dilations", windows.channelsLastDilations())
                    .attr("padding", "EXPLICIT")
                    .attr("explicit_paddings", Windows.explicitPaddings(pads.get()))
                    .one();
        }
        return tf.op(op)
                .in(padded(x, filter, windows), kernel)
                .attr("strides", windows.channelsLastStrides())
                .attr("dilations", windows.channelsLastDilations())
                .attr("padding", "VALID")
                .shapes(result(x, filter, windows))
                .one();
    }

    /** The filter {@code [kernel, kernel, C, M / C]} if each channel is a group and TensorFlow's kernel can be used. */
    private Optional<Value> depthwiseFilter(Value filter, Windows windows) {
        boolean depthwise = group > 1 && filter.dim(2).is(1) && filter.dim(3).isKnown();
        if (!depthwise || windows.isDilated() || !windows.isEvenStride() || !windows.isKernelKnown()) {
            return Optional.empty();
        }
        return Optional.of(tf.reshape(
                filter,
                windows.kernel(0).value(),
                windows.kernel(1).value(),
                group,
                filter.dim(3).value() / group));
    }

    private Value volume(Value x, Value filter, Windows windows) {
        var lengths = windows.lengths(x, 1);
        boolean same = !windows.isUnpadded(lengths) && windows.isSame(lengths);
        return tf.op("Conv3D")
                .in(same ? x : padded(x, filter, windows), filter)
                .attr("strides", windows.channelsLastStrides())
                .attr("padding", same ? "SAME" : "VALID")
                .shapes(result(x, filter, windows))
                .one();
    }

    /**
     * The sum, over the positions of the kernel along the first spatial axis, of convolutions along the others, in which
     * the first axis is part of the batch.
     */
    private Value sumOverFirstAxis(Value x, Value filter, Windows windows) {
        if (!windows.kernel(0).isKnown()) {
            throw node.unsupported("the length of the kernel along the first axis is not known");
        }
        var result = result(x, filter, windows);
        var padded = padded(x, filter, windows);
        var inner = windows.unpadded().tail(1);
        long extent = windows.extent(0).value();
        var count = result.dim(1);
        var parts = new ArrayList<Value>();
        for (long k = 0; k < windows.kernel(0).value(); k++) {
            long offset = k * windows.dilation(0);
            var slices = everyStride(padded, offset, extent - 1 - offset, windows.stride(0), count);
            var merged = mergeFirstAxes(slices);
            parts.add(convolve(merged, tf.gather(filter, tf.int64(k), 0), inner));
        }
        var sum = parts.size() == 1 ? parts.get(0) : tf.op("AddN").list(parts).one();
        return splitFirstAxis(sum, padded, windows, result);
    }

    /** Slices of axis 1 from {@code begin} up to {@code fromEnd} before its end. */
    private Value everyStride(Value x, long begin, long fromEnd, long stride, Dim count) {
        return tf.op("StridedSlice")
                .in(x, tf.vector(0, begin), tf.vector(0, -fromEnd), tf.vector(1, stride))
                .attr("begin_mask", 1)
                .attr("end_mask", fromEnd == 0 ? 3 : 1)
                .shapes(x.shape().with(1, count))
                .one();
    }

    private Value mergeFirstAxes(Value x) {
        var sizes = new ArrayList<Value>();
        sizes.add(tf.int64(-1));
        for (int axis = 2; axis < x.rank(); axis++) {
            sizes.add(tf.sizeOf(x, axis));
        }
        return tf.reshape(x, tf.pack(sizes, 0));
    }

    private Value splitFirstAxis(Value sum, Value padded, Windows windows, Shape result) {
        var sizes = new ArrayList<Value>();
        sizes.add(tf.sizeOf(padded, 0));
        sizes.add(
                result.dim(1).isKnown()
                        ? tf.int64(result.dim(1).value())
                        : count(tf.sizeOf(padded, 1), windows.extent(0).value(), windows.stride(0)));
        for (int axis = 1; axis < sum.rank(); axis++) {
            sizes.add(tf.sizeOf(sum, axis));
        }
        return tf.op("Reshape").in(sum, tf.pack(sizes, 0)).shapes(result).one();
    }

    /** How many windows of an extent fit into a length. */
    private Value count(Value length, long extent, long stride) {
        return tf.add(tf.floorDiv(tf.sub(length, tf.int64(extent)), tf.int64(stride)), tf.int64(1));
    }

    private Value padded(Value x, Value filter, Windows windows) {
        return windows.pad(tf, x, 1, tf.like(x, 0), axis -> tf.sizeOf(filter, axis));
    }

    private Shape result(Value x, Value filter, Windows windows) {
        var dims = new ArrayList<Dim>();
        dims.add(x.dim(0));
        dims.addAll(windows.counts(windows.lengths(x, 1)));
        dims.add(filter.dim(-1));
        return Shape.of(dims);
    }
}
