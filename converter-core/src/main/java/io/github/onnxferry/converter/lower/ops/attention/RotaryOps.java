package io.github.onnxferry.converter.lower.ops.attention;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;

/** Positions as rotations of pairs of elements. */
public final class RotaryOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("RotaryEmbedding", RotaryOps::rotaryEmbedding)
            .build();

    private static final int PACKED_RANK = 3;

    private RotaryOps() {}

    /**
     * RotaryEmbedding 23: the pair {@code (a, b)} becomes {@code (a cos - b sin, a sin + b cos)}, pairs being neighbours
     * or elements half the rotated size apart; elements past {@code rotary_embedding_dim} stay. The input is {@code
     * [batch, heads, sequence, size]} or {@code [batch, sequence, heads * size]}.
     */
    private static Value rotaryEmbedding(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        boolean packed = n.rank("X") == PACKED_RANK;
        var byHeads = packed ? Heads.unpack(x, n.int64("num_heads"), tf) : x;
        int headsAxis = packed ? 2 : 1;
        var cos = tf.expandDims(angles("cos_cache", n, tf), headsAxis);
        var sin = tf.expandDims(angles("sin_cache", n, tf), headsAxis);
        long rotated = n.int64("rotary_embedding_dim");
        boolean whole = rotated == 0 || byHeads.dim(3).is(rotated);
        var part = whole ? byHeads : tf.sliceAxis(byHeads, 3, 0, rotated);
        var turned = n.flag("interleaved")
                ? turnNeighbours(part, cos, sin, tf)
                : tf.concat(
                        turn(
                                tf.op("Split")
                                        .in(tf.int32(3), part)
                                        .attr("num_split", 2)
                                        .all(),
                                cos,
                                sin,
                                tf),
                        3);
        var result = whole ? turned : tf.concat(List.of(turned, tf.sliceAxis(byHeads, 3, rotated, Long.MAX_VALUE)), 3);
        return packed ? tf.reshape(result, tf.shapeOf(x)) : result;
    }

    /** Cosines or sines of each position of each batch, {@code [batch, sequence, pairs]}. */
    private static Value angles(String cache, NodeView n, TfBuilder tf) {
        return n.optional("position_ids")
                .map(ids -> tf.gather(n.in(cache), ids, 0))
                .orElseGet(() -> n.in(cache));
    }

    private static Value turnNeighbours(Value x, Value cos, Value sin, TfBuilder tf) {
        var sizes = new ArrayList<Value>();
        for (int axis = 0; axis < 3; axis++) {
            sizes.add(tf.sizeOf(x, axis));
        }
        sizes.add(tf.floorDiv(tf.sizeOf(x, 3), tf.int64(2)));
        sizes.add(tf.int64(2));
        var pairs = tf.op("Unpack")
                .in(tf.reshape(x, tf.pack(sizes, 0)))
                .attr("num", 2)
                .attr("axis", -1)
                .all();
        return tf.reshape(tf.pack(turn(pairs, cos, sin, tf), -1), tf.shapeOf(x));
    }

    private static List<Value> turn(List<Value> pairs, Value cos, Value sin, TfBuilder tf) {
        var a = pairs.get(0);
        var b = pairs.get(1);
        return List.of(tf.sub(tf.mul(a, cos), tf.mul(b, sin)), tf.add(tf.mul(a, sin), tf.mul(b, cos)));
    }
}
