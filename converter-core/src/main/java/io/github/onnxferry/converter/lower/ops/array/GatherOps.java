package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Picking elements by index. */
public final class GatherOps {
    /** TensorFlow's GatherNd stops at this number of components. */
    private static final int MAX_COMPONENTS = 7;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Gather", GatherOps::gather)
            .parity(Parity.EXACT)
            .op("GatherElements", GatherOps::gatherElements)
            .parity(Parity.EXACT)
            .op("GatherND", GatherOps::gatherNd)
            .parity(Parity.EXACT)
            .op("Compress", GatherOps::compress)
            .parity(Parity.EXACT)
            .build();

    private GatherOps() {}

    private static Value gather(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        int axis = Math.toIntExact(x.hasRank() ? n.axis("axis", x.rank()) : n.int64("axis"));
        return tf.gather(x, Indices.ofAxis(tf, n.in("indices"), x, axis), axis);
    }

    /**
     * GatherElements: the output has the shape of the indices, {@code y[i][j] = x[index[i][j]][j]} for axis 0. The
     * indices may cover less than the data on the other axes.
     */
    private static Value gatherElements(NodeView n, TfBuilder tf) {
        int rank = n.in("data").hasRank() ? n.rank("data") : n.rank("indices");
        var x = ShapeOps.ofRank(n.in("data"), rank, tf);
        var given = ShapeOps.ofRank(n.in("indices"), rank, tf);
        int axis = n.axis("axis", rank);
        var indices = Indices.ofAxis(tf, given, x, axis);
        boolean covered =
                IntStream.range(0, rank).allMatch(i -> i == axis || x.dim(i).equals(given.dim(i)));
        if (axis == rank - 1 && covered && rank > 1) {
            return tf.op("GatherV2")
                    .in(x, indices, tf.int64(axis))
                    .attr("batch_dims", rank - 1L)
                    .one();
        }
        var places = Indices.flattened(tf, indices, x, axis);
        return tf.gather(tf.reshape(x, -1), places, 0);
    }

    /**
     * GatherND: indices {@code [batch..., q..., k]} into the {@code k} axes after the batch axes. TensorFlow has no
     * batch axes here, so they become components of the index.
     */
    private static Value gatherNd(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        int batch = Math.toIntExact(n.int64("batch_dims"));
        var given = n.in("indices");
        int rank = n.rank("indices");
        var count = given.dim(-1);
        var sizes = tf.shapeOf(x);
        if (!count.isKnown()) {
            var indexed = tf.op("Slice")
                    .in(sizes, tf.vector(batch), tf.sliceAxis(tf.shapeOf(given), 0, rank - 1, rank))
                    .one();
            return tf.op("GatherNd")
                    .in(x, withBatch(Indices.fromFront(tf, given, indexed), batch, tf))
                    .one();
        }
        int components = (int) count.value();
        var indexed = tf.sliceAxis(sizes, 0, batch, batch + components);
        var indices = withBatch(Indices.fromFront(tf, given, indexed), batch, tf);
        int all = batch + components;
        if (all > 0 && all <= MAX_COMPONENTS) {
            return tf.op("GatherNd").in(x, indices).one();
        }
        var front = tf.sliceAxis(sizes, 0, 0, all);
        var rows = tf.reshape(x, tf.concat(List.of(tf.vector(-1), tf.sliceAxis(sizes, 0, all, Long.MAX_VALUE)), 0));
        return tf.gather(rows, tf.squeeze(Indices.flattenedComponents(tf, indices, front), rank - 1L), 0);
    }

    private static Value withBatch(Value indices, int batch, TfBuilder tf) {
        if (batch == 0) {
            return indices;
        }
        int rank = indices.rank();
        var sizes = tf.concat(List.of(tf.sliceAxis(tf.shapeOf(indices), 0, 0, rank - 1), tf.vector(1)), 0);
        var parts = new ArrayList<Value>();
        for (int axis = 0; axis < batch; axis++) {
            parts.add(tf.broadcastTo(Indices.along(tf, tf.sizeOf(indices, axis), axis, rank), sizes));
        }
        parts.add(indices);
        return tf.concat(parts, rank - 1L);
    }

    /** Compress: the slices whose condition holds; a condition shorter than the axis drops the rest. */
    private static Value compress(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        var kept = tf.cast(tf.reshape(tf.op("Where").in(n.in("condition")).one(), -1), DType.INT64);
        var axis = n.optionalInt64("axis");
        return axis.isPresent() ? tf.gather(x, kept, axis.get()) : tf.gather(tf.reshape(x, -1), kept, 0);
    }
}
