package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.math.SinglePrecision;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.lower.ops.neural.ConvolutionOps;
import io.github.onnxferry.converter.lower.ops.neural.PoolingOps;
import io.github.onnxferry.converter.lower.ops.neural.TransposedConvolutionOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Convolutions with what ONNX Runtime's optimiser fuses into them, and those of channels-last values. */
public final class FusedConvolutionOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .op("FusedConv", FusedConvolutionOps::fusedConv)
            .op("NhwcConv", (n, tf) -> channelsLast(n, tf))
            .op("NhwcFusedConv", (n, tf) -> channelsLast(n, tf))
            .op("NhwcMaxPool", FusedConvolutionOps::maxPool)
            .parity(Parity.EXACT)
            .op("ConvTransposeWithDynamicPads", FusedConvolutionOps::transposedWithPads)
            .build();

    private FusedConvolutionOps() {}

    /** FusedConv: {@code activation(conv(X, W) + B + Z)}, all of it channels-last inside. */
    private static Value fusedConv(NodeView n, TfBuilder tf) {
        var w = n.in("W");
        var x = ChannelsLast.ofRank(n, tf, n.in("X"), n.rank(w, "W"));
        return ChannelsLast.apply(tf, x, image -> {
            var y = biased(n, image, tf);
            var sum = n.optional("Z").map(z -> tf.add(y, tf.toChannelsLast(z))).orElse(y);
            return FusedActivation.listed(n, sum, tf);
        });
    }

    /** NhwcConv and NhwcFusedConv: {@code X} and {@code Z} are channels-last, {@code W} is as in Conv. */
    private static Value channelsLast(NodeView n, TfBuilder tf) {
        var x = ChannelsLast.ofRank(n, tf, n.in("X"), n.rank(n.in("W"), "W"));
        var y = biased(n, x, tf);
        if (n.op().equals("NhwcConv")) {
            return y;
        }
        return FusedActivation.listed(n, n.optional("Z").map(z -> tf.add(y, z)).orElse(y), tf);
    }

    private static Value biased(NodeView n, Value image, TfBuilder tf) {
        return SinglePrecision.apply(
                tf,
                image,
                v -> ConvolutionOps.withBias(n, tf, ConvolutionOps.convolve(n, tf, v, tf.cast(n.in("W"), v.dtype()))));
    }

    private static Value maxPool(NodeView n, TfBuilder tf) {
        var x = n.in("x");
        n.rank("x");
        var pooled = Standard.like(n, "MaxPool").in(tf.toChannelsFirst(x)).one(PoolingOps.TABLE, tf);
        return tf.toChannelsLast(pooled);
    }

    /** ConvTransposeWithDynamicPads: the transposed convolution without pads, of which the pads are cut off. */
    private static Value transposedWithPads(NodeView n, TfBuilder tf) {
        var whole = Standard.like(n, "ConvTranspose")
                .in(n.in("X"), n.in("W"))
                .in(n.optional("B"))
                .one(TransposedConvolutionOps.TABLE, tf);
        if (!n.has("Pads")) {
            return whole;
        }
        int rank = n.rank(n.in("W"), "W");
        var pads = n.in("Pads");
        var none = tf.vector(0, 0);
        var begin = tf.concat(List.of(none, tf.sliceAxis(pads, 0, 0, rank - 2)), 0);
        var cut = tf.concat(List.of(none, tf.sliceAxis(pads, 0, rank - 2, Long.MAX_VALUE)), 0);
        var sizes = tf.sub(tf.sub(tf.shapeOf(whole), begin), cut);
        return tf.op("Slice").in(whole, begin, sizes).one();
    }
}
