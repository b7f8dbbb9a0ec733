package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.math.SinglePrecision;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.stream.IntStream;

/** Convolution. */
public final class ConvolutionOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE =
            LoweringTable.of(Domain.ONNX).op("Conv", ConvolutionOps::conv).build();

    private ConvolutionOps() {}

    /**
     * {@code Conv}: {@code X [N, C, spatial...]}, {@code W [M, C / group, kernel...]}, {@code B [M]}. The filter may be
     * computed; its lengths are those of {@code W}, or of {@code kernel_shape} where {@code W} leaves them open.
     */
    private static Value conv(NodeView n, TfBuilder tf) {
        var w = n.in("W");
        int rank = n.rank(w, "W");
        if (rank < 2) {
            throw n.invalid("W has rank " + rank);
        }
        var x = ChannelsLast.ofRank(n, tf, n.in("X"), rank);
        return ChannelsLast.apply(
                tf,
                x,
                image -> SinglePrecision.apply(
                        tf, image, v -> withBias(n, tf, convolve(n, tf, v, tf.cast(w, v.dtype())))));
    }

    /** The convolution of a channels-last image with a filter {@code [M, C / group, kernel...]}. */
    public static Value convolve(NodeView n, TfBuilder tf, Value image, Value w) {
        int rank = w.rank();
        var windows = Windows.of(n, Windows.kernelOf(n, w));
        var filter = tf.transpose(
                w,
                IntStream.range(0, rank)
                        .map(i -> i < rank - 2 ? i + 2 : rank - 1 - i)
                        .toArray());
        return Convolutions.of(n, tf, image, filter, windows, n.int64("group"));
    }

    /**
     * The sum with input {@code B}, one number a channel, if there is one; channels are last. TensorFlow fuses
     * {@code BiasAdd} into the convolution before it, and its fused kernel has no groups, so behind groups it is a plain
     * sum.
     */
    public static Value withBias(NodeView n, TfBuilder tf, Value y) {
        boolean fusible = n.int64("group") == 1 || isDepthwise(y);
        return n.optional("B")
                .map(b -> tf.cast(b, y.dtype()))
                .map(b -> fusible ? tf.op("BiasAdd").in(y, b).one() : tf.add(y, b))
                .orElse(y);
    }

    private static boolean isDepthwise(Value y) {
        var node = y.node().op().equals("Squeeze") ? y.node().inputs().get(0).node() : y.node();
        return node.op().equals("DepthwiseConv2dNative");
    }
}
