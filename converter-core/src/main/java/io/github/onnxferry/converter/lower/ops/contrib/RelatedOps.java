package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.array.BroadcastOps;
import io.github.onnxferry.converter.lower.ops.array.GatherOps;
import io.github.onnxferry.converter.lower.ops.array.GeneratorOps;
import io.github.onnxferry.converter.lower.ops.array.PaddingOps;
import io.github.onnxferry.converter.lower.ops.array.SearchOps;
import io.github.onnxferry.converter.lower.ops.image.SamplingOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that have, or nearly have, a relative in the standard. */
public final class RelatedOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .op("Pad", RelatedOps::pad)
            .parity(Parity.EXACT)
            .ops("Unique", RelatedOps::unique)
            .parity(Parity.EXACT)
            .op("Range", RelatedOps::range)
            .op(
                    "ExpandDims",
                    (n, tf) -> tf.op("ExpandDims")
                            .in(n.in("X"), tf.reshape(n.in("axis")))
                            .one())
            .parity(Parity.EXACT)
            .op("GridSample", RelatedOps::gridSample)
            .op(
                    "Trilu",
                    (n, tf) -> Standard.like(n, "Trilu")
                            .in(n.in("X"))
                            .in(n.optional("k"))
                            .one(BroadcastOps.TABLE, tf))
            .parity(Parity.EXACT)
            .op(
                    "GatherND",
                    (n, tf) -> Standard.of(n, "GatherND")
                            .in(n.in("data"), tf.cast(n.in("indices"), DType.INT64))
                            .one(GatherOps.TABLE, tf))
            .parity(Parity.EXACT)
            .op("CropAndResize", RelatedOps::cropAndResize)
            .op("SampleOp", (n, tf) -> n.in("X"))
            .parity(Parity.EXACT)
            .op("Inverse", (n, tf) -> tf.unary("MatrixInverse", n.in("X")))
            .op("IsAllFinite", RelatedOps::isAllFinite)
            .parity(Parity.EXACT)
            .op("UnfoldTensor", RelatedOps::unfold)
            .parity(Parity.EXACT)
            .op("CDist", RelatedOps::distances)
            .build();

    private RelatedOps() {}

    /** Pad: the pads may be a matrix of one row. */
    private static Value pad(NodeView n, TfBuilder tf) {
        return Standard.like(n, "Pad")
                .in(n.in("data"), tf.reshape(n.in("pads"), -1))
                .in(n.optional("value").map(v -> tf.reshape(v)))
                .one(PaddingOps.TABLE, tf);
    }

    /** Unique: values in the order of their first places, the number of the value at each place, how often each is there. */
    private static List<Value> unique(NodeView n, TfBuilder tf) {
        var found = Standard.of(n, "Unique").in(n.in("x")).with("sorted", 0).all(SearchOps.TABLE, tf);
        return List.of(found.get(0), found.get(2), found.get(3));
    }

    /** Range: each number a scalar or a vector of one; the step is 1 where it is not given. */
    private static Value range(NodeView n, TfBuilder tf) {
        var start = tf.reshape(n.in("start"));
        var step = n.optional("delta").map(d -> tf.reshape(d)).orElseGet(() -> tf.like(start, 1));
        return Standard.of(n, "Range")
                .in(start, tf.reshape(n.in("limit")), step)
                .one(GeneratorOps.TABLE, tf);
    }

    /** GridSample in the names of opset 16. */
    private static Value gridSample(NodeView n, TfBuilder tf) {
        var mode = switch (n.string("mode")) {
            case "bilinear" -> "linear";
            case "bicubic" -> "cubic";
            default -> n.string("mode");
        };
        return Standard.like(n, "GridSample")
                .with("mode", mode)
                .in(n.in("X"), n.in("Grid"))
                .one(SamplingOps.TABLE, tf);
    }

    /** CropAndResize: regions {@code [y1, x1, y2, x2]} in parts of the image, as TensorFlow's operation of that name. */
    private static Value cropAndResize(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        n.rank("X");
        var size = n.in("crop_size").elements();
        var shape = Shape.of(
                n.in("rois").hasRank() ? n.in("rois").dim(0) : tf.unknownDim(),
                size.map(s -> s.get(0)).orElseGet(tf::unknownDim),
                size.map(s -> s.get(1)).orElseGet(tf::unknownDim),
                x.dim(1));
        var crops = tf.op("CropAndResize")
                .in(tf.toChannelsLast(x), tf.cast(n.in("rois"), DType.FLOAT), n.in("batch_indices"), n.in("crop_size"))
                .attr("method", n.string("mode"))
                .attr("extrapolation_value", n.float32("extrapolation_value"))
                .shapes(shape)
                .one();
        return tf.cast(tf.toChannelsFirst(crops), x.dtype());
    }

    /** IsAllFinite: over all elements of all inputs; one attribute makes NaN, the other infinity, as good as a number. */
    private static Value isAllFinite(NodeView n, TfBuilder tf) {
        String check = n.flag("isinf_only") ? "IsInf" : n.flag("isnan_only") ? "IsNan" : "";
        return n.variadic("input").stream()
                .map(x -> check.isEmpty() ? tf.unary("IsFinite", x) : tf.not(tf.unary(check, x)))
                .map(good -> tf.reduce("All", tf.reshape(good, -1), false, 0))
                .reduce(tf::and)
                .orElseGet(() -> tf.bool(true));
    }

    /** UnfoldTensor: windows of an axis, every {@code step}; the windows' elements are a new last axis. */
    private static Value unfold(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        int rank = n.rank("input");
        int axis = n.axis("dim", rank);
        long size = n.int64("size");
        var last = tf.sub(tf.sizeOf(x, axis), tf.int64(size - 1));
        var starts = tf.range(tf.int64(0), last, tf.int64(n.int64("step")));
        var offsets = tf.range(tf.int64(0), tf.int64(size), tf.int64(1));
        var windows = tf.gather(x, tf.add(tf.expandDims(starts, 1), offsets), axis);
        return tf.transpose(
                windows,
                IntStream.rangeClosed(0, rank)
                        .map(i -> i <= axis ? i : i == rank ? axis + 1 : i + 1)
                        .toArray());
    }

    /** CDist: the distance of each row of A to each of B, {@code |a|^2 + |b|^2 - 2 a b}, and its root for euclidean. */
    private static Value distances(NodeView n, TfBuilder tf) {
        var a = n.in("A");
        var b = n.in("B");
        var squares = tf.add(
                tf.reduce("Sum", tf.square(a), true, 1), tf.expandDims(tf.reduce("Sum", tf.square(b), false, 1), 0));
        var distance = tf.sub(squares, tf.mul(tf.matMul(a, b, false, true), 2));
        var positive = tf.maximum(distance, tf.like(distance, 0));
        return switch (n.string("metric")) {
            case "sqeuclidean" -> positive;
            case "euclidean" -> tf.sqrt(positive);
            default -> throw n.unsupported("the metric " + n.string("metric"));
        };
    }
}
