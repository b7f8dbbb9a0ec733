package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;

/** The inverse of a pool. */
public final class UnpoolingOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("MaxUnpool", UnpoolingOps::maxUnpool)
            .parity(Parity.EXACT)
            .build();

    private UnpoolingOps() {}

    /**
     * {@code MaxUnpool}: elements put where the indices say, zeros elsewhere. Indices count in the flattened value of the
     * shape that kernel, strides and pads imply, {@code (l - 1) * stride - pads + kernel}; a larger {@code output_shape}
     * adds zeros behind it (so the official case {@code maxunpool_export_with_output_shape}).
     */
    private static Value maxUnpool(NodeView n, TfBuilder tf) {
        var kernel = n.int64s("kernel_shape");
        int spatial = kernel.length;
        var strides = Windows.perAxis(n, "strides", spatial, 1);
        var pads = Windows.perAxis(n, "pads", 2 * spatial, 0);
        var x = ChannelsLast.ofRank(n, tf, n.in("X"), spatial + 2);
        var sizes = new ArrayList<Value>();
        sizes.add(tf.sizeOf(x, 0));
        sizes.add(tf.sizeOf(x, 1));
        for (int i = 0; i < spatial; i++) {
            long more = kernel[i] - strides[i] - pads[i] - pads[spatial + i];
            sizes.add(tf.add(tf.mul(tf.sizeOf(x, i + 2), tf.int64(strides[i])), tf.int64(more)));
        }
        var shape = tf.pack(sizes, 0);
        var empty = tf.fill(tf.reshape(tf.reduce("Prod", shape, false, 0), 1), tf.like(x, 0));
        var filled = tf.op("TensorScatterUpdate")
                .in(empty, tf.reshape(n.in("I"), -1, 1), tf.reshape(x, -1))
                .one();
        var result = tf.reshape(filled, shape);
        return n.optional("output_shape")
                .map(wanted -> enlarged(tf, result, shape, wanted))
                .orElse(result);
    }

    private static Value enlarged(TfBuilder tf, Value x, Value shape, Value wanted) {
        var behind = tf.sub(wanted, shape);
        var before = tf.mul(behind, tf.int64(0));
        return tf.op("PadV2")
                .in(x, tf.pack(List.of(before, behind), 1), tf.like(x, 0))
                .one();
    }
}
