package io.github.onnxferry.converter.lower.ops.attention;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.math.ActivationOps;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Collections;
import java.util.List;

/** Layers of sequence models that carry a state of fixed size instead of all keys and values. */
public final class StatefulOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .ops("LinearAttention", (n, tf) -> new LinearAttention(n, tf).lower())
            .ops("CausalConvWithState", StatefulOps::causalConvolution)
            .build();

    private StatefulOps() {}

    /**
     * CausalConvWithState 27: each channel of {@code [batch, channels, length]} is convolved with its kernel of length
     * {@code k}; the {@code k - 1} elements before it are the past state, or zeros, and the last ones are the new state.
     */
    private static List<Value> causalConvolution(NodeView n, TfBuilder tf) {
        n.rank("input");
        var x = n.in("input");
        var padded = n.optional("past_state")
                .map(past -> tf.concat(List.of(past, x), 2))
                .orElseGet(() -> delayed(x, tf.sub(tf.sizeOf(n.in("weight"), 2), tf.int64(1)), tf));
        var filter = tf.expandDims(tf.transpose(n.in("weight"), 2, 0, 1), 0);
        var result = ChannelsLast.apply(tf, padded, p -> biased(depthwise(p, filter, tf), n, tf));
        var state = tf.op("StridedSlice")
                .in(
                        padded,
                        tf.pack(List.of(tf.int64(0), tf.int64(0), tf.sizeOf(x, 2)), 0),
                        tf.vector(0, 0, 0),
                        tf.vector(1, 1, 1))
                .attr("begin_mask", 3)
                .attr("end_mask", 7)
                .shapes(x.shape().with(2, n.in("weight").dim(2).plus(-1)))
                .one();
        return List.of(activated(result, n, tf), state);
    }

    private static Value delayed(Value x, Value by, TfBuilder tf) {
        var pads = new java.util.ArrayList<>(Collections.nCopies(6, tf.int64(0)));
        pads.set(4, by);
        return tf.op("PadV2")
                .in(x, tf.reshape(tf.pack(pads, 0), 3, 2), tf.like(x, 0))
                .one();
    }

    /** The convolution along axis 1 of {@code [batch, length, channels]} with {@code [1, k, channels, 1]}. */
    private static Value depthwise(Value x, Value filter, TfBuilder tf) {
        var rows = tf.op("DepthwiseConv2dNative")
                .in(tf.expandDims(x, 1), filter)
                .attr("strides", new long[] {1, 1, 1, 1})
                .attr("padding", "VALID")
                .one();
        return tf.squeeze(rows, 1);
    }

    private static Value biased(Value x, NodeView n, TfBuilder tf) {
        return n.optional("bias").map(b -> tf.add(x, b)).orElse(x);
    }

    /** {@code x * sigmoid(x)}, in single precision for halves, or nothing. */
    private static Value activated(Value x, NodeView n, TfBuilder tf) {
        return switch (n.string("activation")) {
            case "none" -> x;
            case "silu", "swish" -> tf.cast(ActivationOps.swish(tf.cast(x, DType.FLOAT), 1, tf), x.dtype());
            default -> throw n.invalid("there is no activation " + n.string("activation"));
        };
    }
}
