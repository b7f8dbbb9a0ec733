package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Repetition, broadcasting and choice by position. */
public final class BroadcastOps {
    /** TensorFlow's Tile stops at this rank. */
    private static final int MAX_TILE_RANK = 7;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Expand", BroadcastOps::expand)
            .parity(Parity.EXACT)
            .op("Tile", BroadcastOps::tile)
            .parity(Parity.EXACT)
            .op("Where", (n, tf) -> tf.select(n.in("condition"), n.in("X"), n.in("Y")))
            .parity(Parity.EXACT)
            .op("Trilu", BroadcastOps::trilu)
            .parity(Parity.EXACT)
            .build();

    private BroadcastOps() {}

    /** Expand: broadcasts both ways, so a 1 in the target keeps the length of the input. */
    private static Value expand(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        return tf.broadcastTo(
                x, tf.op("BroadcastArgs").in(tf.shapeOf(x), n.in("shape")).one());
    }

    private static Value tile(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        var repeats = n.in("repeats");
        if (!x.hasRank() || x.rank() <= MAX_TILE_RANK) {
            return tf.op("Tile").in(x, repeats).one();
        }
        var result = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            var length = tf.sizeOf(x, axis);
            var positions = AxisVectors.upTo(tf, tf.mul(length, AxisVectors.entry(tf, repeats, axis)));
            result = tf.gather(result, tf.floorMod(positions, length), axis);
        }
        return result;
    }

    /** Trilu: keeps what is on and above (or below) the {@code k}-th diagonal of the last two axes. */
    private static Value trilu(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        n.rank("input");
        var k = n.optional("k").map(v -> tf.reshape(v)).orElseGet(() -> tf.int64(0));
        var rows = tf.expandDims(AxisVectors.upTo(tf, tf.sizeOf(x, -2)), 1);
        var columns = tf.expandDims(AxisVectors.upTo(tf, tf.sizeOf(x, -1)), 0);
        var diagonals = tf.sub(columns, rows);
        var kept = n.flag("upper") ? tf.greaterEqual(diagonals, k) : tf.lessEqual(diagonals, k);
        return tf.select(kept, x, zero(x.dtype(), tf));
    }

    /** The scalar 0, false or empty string of a dtype. */
    public static Value zero(DType dtype, TfBuilder tf) {
        return dtype == DType.STRING
                ? tf.constant(Tensor.ofStrings(new long[0], List.of("".getBytes(StandardCharsets.UTF_8))))
                : tf.scalar(dtype, 0);
    }
}
