package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Placing elements by index. */
public final class ScatterOps {
    /** TensorFlow's scatters stop at this number of components. */
    private static final int MAX_COMPONENTS = 7;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Scatter", (n, tf) -> scatterElements(n, "none", tf))
            .parity(Parity.EXACT)
            .op("ScatterElements", (n, tf) -> scatterElements(n, n.string("reduction"), tf))
            .op("ScatterND", ScatterOps::scatterNd)
            .op("TensorScatter", ScatterOps::tensorScatter)
            .parity(Parity.EXACT)
            .build();

    private ScatterOps() {}

    /** ScatterElements: {@code y[index[i][j]][j] = updates[i][j]} for axis 0, on a copy of the data. */
    private static Value scatterElements(NodeView n, String reduction, TfBuilder tf) {
        int rank = n.in("data").hasRank() ? n.rank("data") : n.rank("indices");
        var x = ShapeOps.ofRank(n.in("data"), rank, tf);
        int axis = n.axis("axis", rank);
        var indices = Indices.ofAxis(tf, ShapeOps.ofRank(n.in("indices"), rank, tf), x, axis);
        return placed(n, reduction, x, Indices.flattened(tf, indices, x, axis), n.in("updates"), tf);
    }

    /** Single elements reduced into places of the flattened data. */
    private static Value placed(NodeView n, String reduction, Value x, Value places, Value updates, TfBuilder tf) {
        var flat = reduced(n, reduction, tf.reshape(x, -1), tf.reshape(places, -1, 1), tf.reshape(updates, -1), tf);
        return tf.reshape(flat, tf.shapeOf(x));
    }

    /** ScatterND: indices {@code [q..., k]} of slices, updates {@code [q..., slice...]}. */
    private static Value scatterNd(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        var given = n.in("indices");
        int last = n.rank("indices") - 1;
        var sizes = tf.shapeOf(x);
        var reduction = n.string("reduction");
        var updates = n.in("updates");
        var components = tf.pack(List.of(tf.sizeOf(given, last)), 0);
        var indexed = tf.op("Slice").in(sizes, tf.vector(0), components).one();
        var indices = Indices.fromFront(tf, given, indexed);
        boolean direct = given.dim(last).isKnown()
                && !given.dim(last).is(0)
                && given.dim(last).value() <= MAX_COMPONENTS;
        if (direct && !reduction.equals("mul")) {
            return reduced(n, reduction, x, indices, updates, tf);
        }
        var slice = tf.op("StridedSlice")
                .in(sizes, components, tf.vector(0), tf.vector(1))
                .attr("end_mask", 1)
                .one();
        var rows = tf.concat(List.of(tf.reshape(tf.reduce("Prod", indexed, false, 0), 1), slice), 0);
        var all = tf.concat(List.of(tf.reshape(tf.elementsOf(given, 0, last), 1), slice), 0);
        var places = tf.reshape(Indices.flattenedComponents(tf, indices, indexed), -1, 1);
        var flat = reduced(n, reduction, tf.reshape(x, rows), places, tf.reshape(updates, all), tf);
        return tf.reshape(flat, sizes);
    }

    /** Updates reduced into slices of the data; duplicates are all reduced, or the last one wins. */
    private static Value reduced(NodeView n, String reduction, Value x, Value indices, Value updates, TfBuilder tf) {
        return switch (reduction) {
            case "none" -> tf.op("TensorScatterUpdate").in(x, indices, updates).one();
            case "add" -> tf.op("TensorScatterAdd").in(x, indices, updates).one();
            case "max" -> tf.op("TensorScatterMax").in(x, indices, updates).one();
            case "min" -> tf.op("TensorScatterMin").in(x, indices, updates).one();
            case "mul" -> multiplied(x, indices, updates, tf);
            default -> throw n.invalid("there is no reduction " + reduction);
        };
    }

    /**
     * Products of slices {@code [n, ...]}, in the order data, first update, second update …: the data and the updates
     * as one list of segments. TensorFlow has no scatter that multiplies.
     */
    private static Value multiplied(Value x, Value indices, Value updates, TfBuilder tf) {
        var count = tf.sizeOf(x, 0);
        var ids = tf.concat(List.of(AxisVectors.upTo(tf, count), tf.cast(tf.reshape(indices, -1), DType.INT64)), 0);
        return tf.op("UnsortedSegmentProd")
                .in(tf.concat(List.of(x, updates), 0), ids, count)
                .one();
    }

    /** TensorScatter: a cache {@code [batch, ..., length, ...]} with a run of it overwritten from a place a batch. */
    private static Value tensorScatter(NodeView n, TfBuilder tf) {
        var cache = n.in("past_cache");
        var update = n.in("update");
        int rank = n.rank("past_cache");
        int axis = n.axis("axis", rank);
        n.rank("update");
        var along = Indices.along(tf, tf.sizeOf(update, axis), axis, rank);
        var starts = n.optional("write_indices");
        if (starts.isPresent()) {
            var sizes = new long[rank];
            java.util.Arrays.fill(sizes, 1);
            sizes[0] = -1;
            along = tf.add(along, tf.reshape(starts.get(), sizes));
        }
        if (n.string("mode").equals("circular")) {
            along = tf.floorMod(along, tf.sizeOf(cache, axis));
        }
        var indices = tf.broadcastTo(along, tf.shapeOf(update));
        return placed(n, "none", cache, Indices.flattened(tf, indices, cache, axis), update, tf);
    }
}
