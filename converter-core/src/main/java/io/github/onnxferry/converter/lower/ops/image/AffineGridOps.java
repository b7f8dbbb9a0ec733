package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The points of affine maps of pictures. */
public final class AffineGridOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("AffineGrid", AffineGridOps::affineGrid)
            .build();

    /** Pictures have two or three spatial axes. */
    private static final int MOST_AXES = 3;

    private final NodeView node;
    private final TfBuilder tf;

    private AffineGridOps(NodeView node, TfBuilder tf) {
        this.node = node;
        this.tf = tf;
    }

    /**
     * AffineGrid 20: {@code theta * (x, y, z, 1)} for points that divide -1 to 1 evenly, {@code [N, D, H, W, 3]} or {@code [N,
     * H, W, 2]}. Each coordinate varies along one axis only, so the products are broadcast.
     */
    private static Value affineGrid(NodeView n, TfBuilder tf) {
        var theta = ChannelsLast.ofRank(n, tf, n.in("theta"), 3);
        var dtype = theta.dtype() == DType.DOUBLE ? DType.DOUBLE : DType.FLOAT;
        var size = tf.cast(n.in("size"), DType.INT64);
        var ops = new AffineGridOps(n, tf);
        var matrices = tf.cast(theta, dtype);
        var points = axes(theta, size)
                .map(axes -> {
                    var lengths = tf.scalars(tf.ensureShape(size, Shape.of(axes + 2)));
                    return ops.points(matrices, lengths.subList(2, axes + 2));
                })
                .orElseGet(() -> ops.pointsOfAnyRank(matrices, size));
        return tf.cast(points, theta.dtype());
    }

    /** The number of spatial axes, if anything says it. */
    private static Optional<Integer> axes(Value theta, Value size) {
        if (theta.dim(1).isKnown()) {
            return Optional.of((int) theta.dim(1).value());
        }
        if (theta.dim(2).isKnown()) {
            return Optional.of((int) theta.dim(2).value() - 1);
        }
        return size.shape().known().map(d -> d.get(0)).filter(Dim::isKnown).map(d -> (int) d.value() - 2);
    }

    /** The points of maps {@code [N, axes, axes + 1]} over pictures of the given lengths, {@code [N, lengths..., axes]}. */
    private Value points(Value theta, List<Value> lengths) {
        int axes = lengths.size();
        var sum = column(theta, axes, axes);
        for (int i = 0; i < axes; i++) {
            int axis = axes - 1 - i;
            var along = new long[axes + 2];
            Arrays.fill(along, 1);
            along[axis + 1] = -1;
            var positions = tf.reshape(evenly(lengths.get(axis), theta.dtype()), along);
            sum = tf.add(sum, tf.mul(column(theta, i, axes), positions));
        }
        return sum;
    }

    /** How many axes there are is known when it runs: maps of fewer axes become maps of volumes of depth 1. */
    private Value pointsOfAnyRank(Value theta, Value size) {
        var axes = tf.sizeOf(theta, 1);
        var missing = tf.sub(tf.int64(MOST_AXES), axes);
        var lengths = tail(size, 2);
        var ones = tf.fill(tf.pack(List.of(missing), 0), tf.int64(1));
        var volume = tf.ensureShape(tf.concat(List.of(ones, lengths), 0), Shape.of(MOST_AXES));
        var linear = part(theta, tf.int64(0), axes);
        var shift = part(theta, axes, tf.int64(1));
        var maps = tf.concat(List.of(extended(linear, missing, missing), extended(shift, missing, tf.int64(0))), 2);
        var points = points(tf.ensureShape(maps, mapsOfVolumes(theta)), tf.scalars(volume));
        var zero = tf.int64(0);
        var all = tf.int64(-1);
        var wanted = tf.op("Slice")
                .in(
                        points,
                        tf.pack(List.of(zero, zero, zero, zero, zero), 0),
                        tf.pack(List.of(all, all, all, all, axes), 0))
                .one();
        var sizes = List.of(tf.pack(List.of(tf.sizeOf(theta, 0)), 0), lengths, tf.pack(List.of(axes), 0));
        return tf.reshape(wanted, tf.concat(sizes, 0));
    }

    private static Shape mapsOfVolumes(Value theta) {
        return Shape.of(theta.dim(0), Dim.of(MOST_AXES), Dim.of(MOST_AXES + 1));
    }

    private Value tail(Value vector, long from) {
        return tf.sliceAxis(vector, 0, from, Long.MAX_VALUE);
    }

    /** Some columns of matrices. */
    private Value part(Value theta, Value begin, Value count) {
        var zero = tf.int64(0);
        var all = tf.int64(-1);
        return tf.op("Slice")
                .in(theta, tf.pack(List.of(zero, zero, begin), 0), tf.pack(List.of(all, all, count), 0))
                .one();
    }

    /** Matrices with zeros below and to the right. */
    private Value extended(Value matrices, Value rows, Value columns) {
        var zero = tf.int64(0);
        var pads = tf.pack(List.of(zero, zero, zero, rows, zero, columns), 0);
        return tf.op("PadV2")
                .in(matrices, tf.reshape(pads, 3, 2), tf.like(matrices, 0))
                .one();
    }

    /** A column of the matrices, {@code [N, 1, ..., 1, axes]}. */
    private Value column(Value theta, int index, int axes) {
        var result = tf.gather(theta, tf.int64(index), 2);
        for (int i = 0; i < axes; i++) {
            result = tf.expandDims(result, 1);
        }
        return result;
    }

    /** Positions from -1 to 1: the ends of the range are centres of elements if aligned, else their outer edges. */
    private Value evenly(Value length, DType dtype) {
        var steps = tf.cast(tf.range(tf.int64(0), length, tf.int64(1)), dtype);
        var real = tf.cast(length, dtype);
        if (node.flag("align_corners")) {
            var intervals = tf.maximum(tf.sub(real, 1), tf.like(real, 1));
            return tf.sub(tf.div(tf.mul(steps, 2), intervals), 1);
        }
        return tf.sub(tf.div(tf.add(tf.mul(steps, 2), 1), real), 1);
    }
}
