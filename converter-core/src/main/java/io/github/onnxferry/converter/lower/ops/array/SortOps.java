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

/** Order along an axis. Equal elements keep their order: the lower index comes first. */
public final class SortOps {
    /** TensorFlow's ArgMax and ArgMin stop at this rank. */
    private static final int MAX_ARG_RANK = 7;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .ops("TopK", SortOps::topK)
            .parity(Parity.EXACT)
            .op("ArgMax", (n, tf) -> arg("ArgMax", n, tf))
            .parity(Parity.EXACT)
            .op("ArgMin", (n, tf) -> arg("ArgMin", n, tf))
            .parity(Parity.EXACT)
            .build();

    private SortOps() {}

    /** TopK: values and their indices, sorted even where the node does not ask for it. ONNX leaves NaN open. */
    private static List<Value> topK(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        int rank = n.rank("X");
        int axis = n.axis("axis", rank);
        var toLast = IntStream.range(0, rank)
                .map(i -> i == axis ? rank - 1 : i == rank - 1 ? axis : i)
                .toArray();
        var k = tf.reshape(n.in("K"));
        var found =
                n.flag("largest") ? largest(tf.transpose(x, toLast), k, tf) : smallest(tf.transpose(x, toLast), k, tf);
        return found.stream().map(v -> tf.transpose(v, toLast)).toList();
    }

    private static List<Value> largest(Value x, Value k, TfBuilder tf) {
        return tf.op("TopKV2").in(x, k).attr("index_type", DType.INT64).all();
    }

    /** The {@code k} smallest along the last axis, and where they are. */
    public static List<Value> smallest(Value x, Value k, TfBuilder tf) {
        var found = largest(reversed(x, tf), k, tf);
        return List.of(reversed(found.get(0), tf), found.get(1));
    }

    /** Elements in reversed order: complements of integers, which never overflow, and negatives of the others. */
    private static Value reversed(Value x, TfBuilder tf) {
        return x.dtype().isInteger() ? tf.unary("Invert", x) : tf.neg(x);
    }

    private static Value arg(String op, NodeView n, TfBuilder tf) {
        var x = n.in("data");
        int rank = n.rank("data");
        int axis = n.axis("axis", rank);
        boolean last = n.flag("select_last_index");
        var source = x;
        int along = axis;
        if (rank > MAX_ARG_RANK) {
            source = tf.reshape(
                    x,
                    tf.pack(
                            List.of(tf.elementsOf(x, 0, axis), tf.sizeOf(x, axis), tf.elementsOf(x, axis + 1, rank)),
                            0));
            along = 1;
        }
        if (last) {
            source = tf.op("ReverseV2").in(source, tf.vector(along)).one();
        }
        var index = tf.op(op)
                .in(source, tf.int64(along))
                .attr("output_type", DType.INT64)
                .one();
        if (last) {
            index = tf.sub(tf.sub(tf.sizeOf(x, axis), tf.int64(1)), index);
        }
        if (rank > MAX_ARG_RANK) {
            var sizes = IntStream.range(0, rank)
                    .filter(i -> i != axis)
                    .mapToObj(i -> tf.sizeOf(x, i))
                    .toList();
            index = tf.reshape(index, tf.pack(sizes, 0));
        }
        return n.flag("keepdims") ? tf.expandDims(index, axis) : index;
    }
}
