package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Finding elements: those that are not zero, and those that are distinct. */
public final class SearchOps {
    /** TensorFlow's Where stops at this rank. */
    private static final int MAX_WHERE_RANK = 8;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("NonZero", SearchOps::nonZero)
            .parity(Parity.EXACT)
            .ops("Unique", SearchOps::unique)
            .parity(Parity.EXACT)
            .build();

    private SearchOps() {}

    /** NonZero: indices {@code [rank, count]}, row-major; a scalar counts as a vector of one element. */
    private static Value nonZero(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        if (x.dtype() == DType.STRING) {
            x = tf.notEqual(x, BroadcastOps.zero(DType.STRING, tf));
        }
        if (x.shape().isScalar()) {
            x = tf.reshape(x, 1);
        }
        if (x.hasRank() && x.rank() > MAX_WHERE_RANK) {
            var places = tf.reshape(tf.op("Where").in(tf.reshape(x, -1)).one(), -1);
            return tf.op("UnravelIndex")
                    .in(places, tf.shapeOf(x))
                    .shapes(Shape.of(Dim.of(x.rank()), places.dim(0)))
                    .one();
        }
        return tf.transpose(tf.op("Where").in(x).one(), 1, 0);
    }

    /** Distinct elements or slices, their first places, the number of each in the input, and how often it is there. */
    private record Distinct(Value values, Value first, Value inverse, Value counts) {}

    /** Unique: of the elements, or of the slices along an axis; sorted, or in the order of their first places. */
    private static List<Value> unique(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        var axis = n.optionalInt64("axis");
        boolean sorted = n.flag("sorted");
        if (axis.isEmpty()) {
            var found = distinct(tf.reshape(x, -1), 0, tf);
            return outputs(sorted ? inOrder(found, 0, order(found.values(), tf), tf) : found);
        }
        int at = n.axis(axis.get(), n.rank("X"));
        var found = distinct(x, at, tf);
        if (!sorted) {
            return outputs(found);
        }
        var values = found.values();
        var front = tf.transpose(
                values,
                java.util.stream.IntStream.range(0, x.rank())
                        .map(i -> i == 0 ? at : i <= at ? i - 1 : i)
                        .toArray());
        var rows = tf.reshape(front, tf.pack(List.of(tf.sizeOf(front, 0), tf.elementsOf(front, 1, front.rank())), 0));
        return outputs(inOrder(found, at, LexicographicOrder.of(rows, tf), tf));
    }

    private static List<Value> outputs(Distinct found) {
        return List.of(found.values(), found.first(), found.inverse(), found.counts());
    }

    private static Distinct distinct(Value x, int axis, TfBuilder tf) {
        var found = tf.op("UniqueWithCountsV2")
                .in(x, tf.vector(axis))
                .attr("out_idx", DType.INT64)
                .all();
        var inverse = found.get(1);
        var first = tf.op("UnsortedSegmentMin")
                .in(AxisVectors.upTo(tf, tf.sizeOf(x, axis)), inverse, tf.sizeOf(found.get(0), axis))
                .one();
        return new Distinct(found.get(0), first, inverse, found.get(2));
    }

    /** The positions of the elements of a vector in ascending order. */
    private static Value order(Value values, TfBuilder tf) {
        return switch (values.dtype().kind()) {
            case STRING -> LexicographicOrder.of(LexicographicOrder.bytesOf(values, tf), tf);
            case BOOL -> order(tf.cast(values, DType.UINT8), tf);
            default -> SortOps.smallest(values, tf.sizeOf(values, 0), tf).get(1);
        };
    }

    private static Distinct inOrder(Distinct found, int axis, Value order, TfBuilder tf) {
        var rankOf = tf.op("InvertPermutation").in(order).one();
        return new Distinct(
                tf.gather(found.values(), order, axis),
                tf.gather(found.first(), order, 0),
                tf.gather(rankOf, found.inverse(), 0),
                tf.gather(found.counts(), order, 0));
    }
}
