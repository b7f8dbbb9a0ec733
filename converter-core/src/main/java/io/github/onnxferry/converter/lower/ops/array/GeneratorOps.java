package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;

/** Tensors made from numbers: progressions, diagonals, one-hot codes. */
public final class GeneratorOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Range", GeneratorOps::range)
            .op("EyeLike", GeneratorOps::eyeLike)
            .parity(Parity.EXACT)
            .op("OneHot", GeneratorOps::oneHot)
            .parity(Parity.EXACT)
            .build();

    private GeneratorOps() {}

    /** Range: {@code start + i * delta} up to the limit, empty if it lies the other way. */
    private static Value range(NodeView n, TfBuilder tf) {
        var dtype = n.in("start").dtype();
        var start = tf.reshape(n.in("start"));
        var limit = tf.reshape(n.in("limit"));
        var delta = tf.reshape(n.in("delta"));
        if (dtype.isInteger()) {
            return integers(start, limit, delta, tf);
        }
        boolean isHalf = dtype == DType.FLOAT16 || dtype == DType.BFLOAT16;
        if (!isHalf || n.int64("stash_type") != 1) {
            return reals(start, limit, delta, tf);
        }
        return tf.cast(
                reals(tf.cast(start, DType.FLOAT), tf.cast(limit, DType.FLOAT), tf.cast(delta, DType.FLOAT), tf),
                dtype);
    }

    /** TensorFlow refuses a limit that lies the other way, so it is moved to the start. */
    private static Value integers(Value start, Value limit, Value delta, TfBuilder tf) {
        var step = single(delta).filter(Dim::isKnown).map(Dim::value);
        if (step.isPresent()) {
            boolean up = step.get() > 0;
            var ahead = single(limit)
                    .flatMap(l -> single(start).map(s -> up ? l.minus(s) : s.minus(l)))
                    .filter(Dim::isNonNegative);
            var end = ahead.isPresent() ? limit : up ? tf.maximum(limit, start) : tf.minimum(limit, start);
            return tf.range(start, end, delta);
        }
        var up = tf.greater(delta, tf.like(delta, 0));
        return tf.range(start, tf.select(up, tf.maximum(limit, start), tf.minimum(limit, start)), delta);
    }

    private static Optional<Dim> single(Value value) {
        return value.elements().map(e -> e.get(0));
    }

    private static Value reals(Value start, Value limit, Value delta, TfBuilder tf) {
        var span = tf.cast(tf.sub(limit, start), DType.DOUBLE);
        var count = tf.ceil(tf.div(span, tf.cast(delta, DType.DOUBLE)));
        var length = tf.cast(tf.maximum(count, tf.like(count, 0)), DType.INT64);
        var steps = tf.cast(AxisVectors.upTo(tf, length), start.dtype());
        return tf.add(start, tf.mul(steps, delta));
    }

    /** EyeLike: ones on the {@code k}-th diagonal of a matrix of the shape of the input. */
    private static Value eyeLike(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        n.rank("input");
        var rows = tf.expandDims(AxisVectors.upTo(tf, tf.sizeOf(x, 0)), 1);
        var columns = tf.expandDims(AxisVectors.upTo(tf, tf.sizeOf(x, 1)), 0);
        var isDiagonal = tf.equal(tf.sub(columns, rows), tf.int64(n.int64("k")));
        return tf.cast(isDiagonal, n.optionalDtype("dtype").orElse(x.dtype()));
    }

    /** OneHot: indices of any dtype are truncated; those outside {@code [-depth, depth)} give no one. */
    private static Value oneHot(NodeView n, TfBuilder tf) {
        var given = n.in("indices");
        long axis = n.int64("axis");
        if (given.hasRank()) {
            axis = n.axis(axis, given.rank() + 1);
        } else if (axis < -1) {
            n.rank("indices");
        }
        var depth = tf.cast(tf.reshape(n.in("depth")), DType.INT64);
        var indices = Indices.fromFront(tf, tf.cast(given, DType.INT64), depth);
        var values = n.in("values");
        return tf.op("OneHot")
                .in(
                        indices,
                        tf.cast(depth, DType.INT32),
                        AxisVectors.entry(tf, values, 1),
                        AxisVectors.entry(tf, values, 0))
                .attr("axis", given.hasRank() && axis == given.rank() ? -1 : axis)
                .one();
    }
}
