package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.stream.IntStream;

/** Joining along an axis, and taking apart again. */
public final class JoinOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Concat", (n, tf) -> tf.concat(n.variadic("inputs"), n.int64("axis")))
            .parity(Parity.EXACT)
            .ops("Split", JoinOps::split)
            .parity(Parity.EXACT)
            .build();

    private JoinOps() {}

    /** Split: into parts of given lengths, or into equal ones of which the last may be shorter. */
    private static List<Value> split(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        int parts = n.outputCount();
        int axis = Math.toIntExact(x.hasRank() ? n.axis("axis", x.rank()) : n.int64("axis"));
        var given = n.optional("split");
        if (given.isPresent()) {
            return parts == 1 ? List.of(x) : splitInto(given.get(), x, axis, parts, tf);
        }
        long wanted = n.optionalInt64("num_outputs").orElse((long) parts);
        if (wanted != parts) {
            throw n.invalid("num_outputs is " + wanted + ", but there are " + parts + " outputs");
        }
        if (parts == 1) {
            return List.of(x);
        }
        if (x.hasRank()
                && x.dim(axis)
                        .dividedExactlyBy(io.github.onnxferry.converter.tensor.Dim.of(parts))
                        .isPresent()) {
            return tf.op("Split").in(tf.int32(axis), x).attr("num_split", parts).all();
        }
        return splitInto(evenSizes(x, axis, parts, tf), x, axis, parts, tf);
    }

    private static List<Value> splitInto(Value sizes, Value x, int axis, int parts, TfBuilder tf) {
        return tf.op("SplitV")
                .in(x, tf.cast(sizes, DType.INT64), tf.int32(axis))
                .attr("num_split", parts)
                .all();
    }

    /** Lengths of {@code parts} pieces, all as long as the first, until nothing is left. */
    private static Value evenSizes(Value x, int axis, int parts, TfBuilder tf) {
        var length = tf.sizeOf(x, axis);
        var first = tf.floorDiv(tf.add(length, tf.int64(parts - 1L)), tf.int64(parts));
        var starts = tf.mul(tf.vector(IntStream.range(0, parts).asLongStream().toArray()), first);
        return tf.maximum(tf.minimum(tf.sub(length, starts), first), tf.int64(0));
    }
}
