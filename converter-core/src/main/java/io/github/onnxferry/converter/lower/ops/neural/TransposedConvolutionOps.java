package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.math.SinglePrecision;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Transposed convolution.
 *
 * <p>TensorFlow computes it as the gradient of a convolution; on the CPU without dilation, and with groups only if each
 * of them makes one channel. Otherwise it is a convolution of the value with zeros between its elements.
 */
public final class TransposedConvolutionOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("ConvTranspose", TransposedConvolutionOps::convTranspose)
            .build();

    private final NodeView node;
    private final TfBuilder tf;
    private final Value weights;
    private final TransposedFrame frame;
    private final long group;

    private TransposedConvolutionOps(NodeView node, TfBuilder tf, Value weights, TransposedFrame frame, long group) {
        this.node = node;
        this.tf = tf;
        this.weights = weights;
        this.frame = frame;
        this.group = group;
    }

    /** {@code ConvTranspose}: {@code X [N, C, spatial...]}, {@code W [C, M / group, kernel...]}, {@code B [M]}. */
    private static Value convTranspose(NodeView n, TfBuilder tf) {
        var w = n.in("W");
        int rank = n.rank(w, "W");
        if (rank < 3) {
            throw n.invalid("W has rank " + rank);
        }
        var x = ChannelsLast.ofRank(n, tf, n.in("X"), rank);
        var frame = TransposedFrame.of(n, w);
        return ChannelsLast.apply(
                tf,
                x,
                image -> SinglePrecision.apply(tf, image, v -> {
                    var ops = new TransposedConvolutionOps(n, tf, tf.cast(w, v.dtype()), frame, n.int64("group"));
                    return ConvolutionOps.withBias(n, tf, ops.of(v));
                }));
    }

    private Value of(Value x) {
        boolean dense = Arrays.stream(frame.dilations()).allMatch(d -> d == 1);
        if (dense && frame.rank() <= 2 && (group == 1 || isDepthwise())) {
            return planeGradient(x);
        }
        if (dense && frame.rank() == 3 && group == 1) {
            return volumeGradient(x);
        }
        return stuffedConvolution(x);
    }

    private boolean isDepthwise() {
        return weights.dim(1).is(1)
                && weights.dim(0).isKnown()
                && frame.kernel().stream().allMatch(Dim::isKnown)
                && Arrays.stream(frame.strides()).distinct().count() <= 1;
    }

    /** As the gradient of a convolution over a line or a plane; margins are the padding of that convolution. */
    private Value planeGradient(Value x) {
        boolean line = frame.rank() == 1;
        var margins = frame.margins(x.shape().dims().subList(1, x.rank() - 1)).filter(this::isPadding);
        var pads = margins.map(all -> all.stream()
                        .flatMapToLong(m -> Arrays.stream(new long[] {m[0], Math.max(m[1], 0)}))
                        .toArray())
                .orElseGet(() -> new long[2 * frame.rank()]);
        var size = resultSize(x, margins.isPresent());
        var sizes = new ArrayList<>(size);
        if (line) {
            sizes.add(1, tf.int64(1));
        }
        var filter = gradientFilter();
        var explicit = Windows.explicitPaddings(pads);
        var image = line ? tf.expandDims(x, 1) : x;
        boolean unpadded = Arrays.stream(pads).allMatch(p -> p == 0);
        var emission = tf.op(group == 1 ? "Conv2DBackpropInput" : "DepthwiseConv2dNativeBackpropInput")
                .in(tf.cast(tf.pack(sizes, 0), DType.INT32), line ? tf.expandDims(filter, 0) : filter, image)
                .attr("strides", strides(line))
                .attr("padding", unpadded ? "VALID" : "EXPLICIT");
        if (!unpadded) {
            emission.attr("explicit_paddings", line ? insertUnpadded(explicit) : explicit);
        }
        var gradient = emission.one();
        var result = line ? tf.squeeze(gradient, 1) : gradient;
        return margins.isPresent() ? result : frame.crop(tf, result, x);
    }

    /** A gradient's length is ambiguous by less than the stride: more zeros at the end are not padding. */
    private boolean isPadding(List<long[]> margins) {
        return IntStream.range(0, frame.rank()).allMatch(i -> margins.get(i)[1] > -frame.strides()[i]);
    }

    private static long[] insertUnpadded(long[] explicit) {
        var all = new long[explicit.length + 2];
        System.arraycopy(explicit, 2, all, 4, explicit.length - 2);
        return all;
    }

    private long[] strides(boolean line) {
        var s = frame.strides();
        return line ? new long[] {1, s[0], s[0], 1} : new long[] {1, s[0], s[1], 1};
    }

    /** {@code [kernel..., M, C]}, or {@code [kernel..., M, C / M]} where each group makes one channel. */
    private Value gradientFilter() {
        int rank = weights.rank();
        var filter = tf.transpose(
                weights,
                IntStream.range(0, rank)
                        .map(i -> i < rank - 2 ? i + 2 : rank - 1 - i)
                        .toArray());
        if (group == 1) {
            return filter;
        }
        var sizes = new long[rank];
        for (int i = 0; i < rank - 2; i++) {
            sizes[i] = frame.kernel().get(i).value();
        }
        sizes[rank - 2] = group;
        sizes[rank - 1] = weights.dim(0).value() / group;
        return tf.reshape(filter, sizes);
    }

    private Value volumeGradient(Value x) {
        var full = tf.op("Conv3DBackpropInputV2")
                .in(tf.pack(resultSize(x, false), 0), gradientFilter(), x)
                .attr("strides", new long[] {1, frame.strides()[0], frame.strides()[1], frame.strides()[2], 1})
                .attr("padding", "VALID")
                .one();
        return frame.crop(tf, full, x);
    }

    /** The sizes of the result, or of the full one, {@code [N, spatial..., M]}, as int64 scalars. */
    private List<Value> resultSize(Value x, boolean cropped) {
        var sizes = new ArrayList<Value>();
        sizes.add(tf.sizeOf(x, 0));
        for (int i = 0; i < frame.rank(); i++) {
            var in = x.dim(i + 1);
            var known = cropped ? frame.length(i, in) : frame.fullLength(i, in);
            if (known.isKnown()) {
                sizes.add(tf.int64(known.value()));
                continue;
            }
            var extent =
                    tf.add(tf.mul(tf.sub(kernelSize(i), tf.int64(1)), tf.int64(frame.dilations()[i])), tf.int64(1));
            var steps = tf.mul(tf.sub(tf.sizeOf(x, i + 1), tf.int64(1)), tf.int64(frame.strides()[i]));
            var full = tf.add(steps, extent);
            long margin =
                    cropped ? Arrays.stream(frame.margins(i, in).orElseThrow()).sum() : 0;
            sizes.add(tf.sub(full, tf.int64(margin)));
        }
        sizes.add(tf.mul(tf.sizeOf(weights, 1), tf.int64(group)));
        return sizes;
    }

    private Value kernelSize(int axis) {
        var known = frame.kernel().get(axis);
        return known.isKnown() ? tf.int64(known.value()) : tf.sizeOf(weights, axis + 2);
    }

    /** With {@code stride - 1} zeros between elements, and the kernel turned round, it is a convolution of stride 1. */
    private Value stuffedConvolution(Value x) {
        var stuffed = x;
        for (int i = 0; i < frame.rank(); i++) {
            stuffed = Stuffing.between(tf, stuffed, i + 1, frame.strides()[i]);
        }
        var zero = tf.int64(0);
        var pads = new ArrayList<>(List.of(zero, zero));
        for (int i = 0; i < frame.rank(); i++) {
            var reach = tf.mul(tf.sub(kernelSize(i), tf.int64(1)), tf.int64(frame.dilations()[i]));
            pads.addAll(List.of(reach, reach));
        }
        pads.addAll(List.of(zero, zero));
        var padded = tf.op("PadV2")
                .in(stuffed, tf.reshape(tf.pack(pads, 0), -1, 2), tf.like(x, 0))
                .one();
        var windows = Windows.plain(frame.kernel(), frame.dilations());
        return frame.crop(tf, Convolutions.of(node, tf, padded, turnedFilter(), windows, group), x);
    }

    /** {@code [kernel..., C / group, M]} with the kernel's axes reversed. */
    private Value turnedFilter() {
        int spatial = frame.rank();
        var grouped = new ArrayList<Value>();
        grouped.add(tf.int64(group));
        grouped.add(tf.floorDiv(tf.sizeOf(weights, 0), tf.int64(group)));
        IntStream.range(1, weights.rank()).forEach(i -> grouped.add(tf.sizeOf(weights, i)));
        var apart = tf.reshape(weights, tf.pack(grouped, 0));
        var order = IntStream.concat(IntStream.range(3, 3 + spatial), IntStream.of(1, 0, 2))
                .toArray();
        var sizes = new ArrayList<Value>();
        IntStream.range(0, spatial).forEach(i -> sizes.add(kernelSize(i)));
        sizes.add(tf.floorDiv(tf.sizeOf(weights, 0), tf.int64(group)));
        sizes.add(tf.mul(tf.sizeOf(weights, 1), tf.int64(group)));
        var filter = tf.reshape(tf.transpose(apart, order), tf.pack(sizes, 0));
        return tf.op("ReverseV2")
                .in(filter, tf.vector(IntStream.range(0, spatial).asLongStream().toArray()))
                .one();
    }
}
