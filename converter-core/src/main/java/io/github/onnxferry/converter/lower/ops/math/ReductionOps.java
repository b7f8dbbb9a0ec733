package io.github.onnxferry.converter.lower.ops.math;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.stream.LongStream;

/** Reductions along axes, which are an optional input (ONNX 18). */
public final class ReductionOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("ReduceSum", (n, tf) -> reduce("Sum", n, tf))
            .op("ReduceProd", (n, tf) -> reduce("Prod", n, tf))
            .op("ReduceMean", ReductionOps::mean)
            .op("ReduceMax", (n, tf) -> extreme("Max", "Any", n, tf))
            .parity(Parity.EXACT)
            .op("ReduceMin", (n, tf) -> extreme("Min", "All", n, tf))
            .parity(Parity.EXACT)
            .op("ReduceL1", (n, tf) -> reduce("Sum", n, magnitude(n.in("data"), tf), tf))
            .op("ReduceL2", ReductionOps::l2)
            .op("ReduceSumSquare", (n, tf) -> reduce("Sum", n, tf.square(n.in("data")), tf))
            .op("ReduceLogSum", (n, tf) -> inReals(n, tf, x -> tf.log(reduce("Sum", n, x, tf))))
            .op("ReduceLogSumExp", ReductionOps::logSumExp)
            .build();

    private ReductionOps() {}

    private static Value reduce(String op, NodeView n, TfBuilder tf) {
        return reduce(op, n, n.in("data"), tf);
    }

    private static Value reduce(String op, NodeView n, Value x, TfBuilder tf) {
        var axes = axes(n, x, tf);
        if (axes.isEmpty()) {
            return x;
        }
        boolean keep = n.flag("keepdims");
        return tf.reduce(op, x, axes.get(), keep);
    }

    /** The axes to reduce; nothing if none is to be reduced. No axes mean all, unless the node says otherwise. */
    private static Optional<Value> axes(NodeView n, Value x, TfBuilder tf) {
        var given = n.optional("axes");
        boolean noneMeansNone = n.flag("noop_with_empty_axes");
        boolean empty = given.isEmpty()
                || given.get()
                        .shape()
                        .known()
                        .filter(d -> d.size() == 1 && d.get(0).is(0))
                        .isPresent();
        if (empty) {
            return noneMeansNone ? Optional.empty() : Optional.of(allAxes(n, x, tf));
        }
        var axes = given.get();
        if (axes.isConstant() || (axes.hasRank() && axes.dim(0).isKnown()) || noneMeansNone) {
            return given;
        }
        var count = tf.sizeOf(axes, 0);
        var all = allAxes(n, x, tf);
        var isEmpty = tf.equal(count, tf.int64(0));
        var wanted = tf.op("SelectV2").in(isEmpty, tf.sizeOf(all, 0), count).one();
        var padded = tf.concat(java.util.List.of(axes, all), 0);
        var begin = tf.vector(0);
        return Optional.of(tf.op("Slice")
                .in(padded, begin, tf.pack(java.util.List.of(wanted), 0))
                .one());
    }

    private static Value allAxes(NodeView n, Value x, TfBuilder tf) {
        if (x.hasRank()) {
            return tf.vector(LongStream.range(0, x.rank()).toArray());
        }
        var rank = tf.cast(tf.op("Rank").in(x).one(), DType.INT64);
        return tf.range(tf.int64(0), rank, tf.int64(1));
    }

    /** The mean of integers is truncated toward zero. */
    private static Value mean(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        if (!x.dtype().isInteger()) {
            return reduce("Mean", n, tf);
        }
        return tf.cast(reduce("Mean", n, tf.cast(x, DType.DOUBLE), tf), x.dtype());
    }

    /** Bools are ordered false before true (ONNX ReduceMax 20). */
    private static Value extreme(String op, String ofBools, NodeView n, TfBuilder tf) {
        return reduce(n.in("data").dtype() == DType.BOOL ? ofBools : op, n, tf);
    }

    private static Value magnitude(Value x, TfBuilder tf) {
        return x.dtype().isUnsigned() ? x : tf.abs(x);
    }

    private static Value l2(NodeView n, TfBuilder tf) {
        return inReals(n, tf, x -> tf.sqrt(reduce("Sum", n, tf.square(x), tf)));
    }

    /** {@code log(sum(exp(x)))}, computed around the largest element so that it does not overflow. */
    private static Value logSumExp(NodeView n, TfBuilder tf) {
        return inReals(n, tf, x -> {
            var axes = axes(n, x, tf);
            if (axes.isEmpty()) {
                return x;
            }
            var largest = tf.reduce("Max", x, axes.get(), true);
            var centre = tf.select(tf.unary("IsFinite", largest), largest, tf.like(x, 0));
            var sum = tf.reduce("Sum", tf.exp(tf.sub(x, centre)), axes.get(), true);
            var kept = tf.add(tf.log(sum), centre);
            return n.flag("keepdims") ? kept : tf.reduce("Sum", kept, axes.get(), false);
        });
    }

    private interface Reals {
        Value of(Value x);
    }

    /** Computes on doubles where the data are integers, and truncates the result. */
    private static Value inReals(NodeView n, TfBuilder tf, Reals computation) {
        var x = n.in("data");
        if (!x.dtype().isInteger()) {
            return computation.of(x);
        }
        return tf.cast(computation.of(tf.cast(x, DType.DOUBLE)), x.dtype());
    }
}
