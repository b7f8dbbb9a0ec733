package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.attention.RotaryOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Positions as rotations of the elements of each head. */
public final class PositionOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .op("RotaryEmbedding", PositionOps::rotary)
            .gap("a scale other than 1", n -> n.optionalFloat32("scale").orElse(1f) != 1)
            .gap(
                    "batches of sequences in a row",
                    n -> n.optionalInt64("is_packed_batching").orElse(0L) != 0)
            .build();

    private static final int PACKED_RANK = 3;

    private PositionOps() {}

    /**
     * RotaryEmbedding of com.microsoft. The input is {@code [batch, sequence, heads * size]} or {@code [batch, heads,
     * sequence, size]}; the size is twice the width of the caches unless {@code num_heads} says otherwise. One position is
     * that of the first element of each sequence.
     */
    private static Value rotary(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        boolean packed = n.rank("input") == PACKED_RANK;
        var heads = packed ? tf.transpose(unpacked(n, x, tf), 0, 2, 1, 3) : x;
        var ids = n.in("position_ids");
        var positions = n.rank("position_ids") == 1 ? fromOffset(ids, tf.sizeOf(heads, 2), tf) : ids;
        var turned = rotated(n, heads, positions, isSet(n), tf);
        return packed ? tf.reshape(tf.transpose(turned, 0, 2, 1, 3), tf.shapeOf(x)) : turned;
    }

    private static boolean isSet(NodeView n) {
        return n.optionalInt64("interleaved").orElse(0L) != 0;
    }

    private static Value unpacked(NodeView n, Value x, TfBuilder tf) {
        long count = n.optionalInt64("num_heads").orElse(0L);
        var size = count > 0
                ? tf.floorDiv(tf.sizeOf(x, 2), tf.int64(count))
                : tf.mul(tf.sizeOf(n.in("cos_cache"), 1), tf.int64(2));
        var sizes = List.of(tf.sizeOf(x, 0), tf.sizeOf(x, 1), tf.floorDiv(tf.sizeOf(x, 2), size), size);
        return tf.reshape(x, tf.pack(sizes, 0));
    }

    private static Value fromOffset(Value offset, Value count, TfBuilder tf) {
        var first = tf.cast(tf.reshape(offset), DType.INT64);
        return tf.expandDims(tf.add(tf.range(tf.int64(0), count, tf.int64(1)), first), 0);
    }

    /**
     * Heads turned by the angles of their positions.
     *
     * @param heads {@code [batch, heads, sequence, size]}
     * @param positions {@code [batch or 1, sequence]}
     */
    static Value rotated(NodeView n, Value heads, Value positions, boolean interleaved, TfBuilder tf) {
        var cos = n.in("cos_cache");
        n.rank("cos_cache");
        var form = Standard.of(n, "RotaryEmbedding")
                .in(heads, tf.cast(cos, heads.dtype()), tf.cast(n.in("sin_cache"), heads.dtype()), positions)
                .with("interleaved", interleaved ? 1 : 0);
        if (cos.dim(1).isKnown()) {
            form.with("rotary_embedding_dim", 2 * cos.dim(1).value());
        }
        return form.one(RotaryOps.TABLE, tf);
    }
}
