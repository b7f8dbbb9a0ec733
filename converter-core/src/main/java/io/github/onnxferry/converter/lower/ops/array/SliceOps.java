package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Slice. Bounds and steps are as in NumPy, but for one case: a negative step from before the first element starts at
 * the first element (ONNX Slice 13 clamps {@code starts} to {@code [0, dim - 1]}).
 */
public final class SliceOps {
    /** TensorFlow's StridedSlice stops at this rank. */
    private static final int MAX_RANK = 8;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Slice", SliceOps::slice)
            .parity(Parity.EXACT)
            .build();

    private SliceOps() {}

    /** The bounds of a slice, one entry a sliced axis, int64. */
    private record Bounds(Value starts, Value ends, Optional<Value> steps) {}

    private static Value slice(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        var bounds = new Bounds(
                tf.cast(n.in("starts"), DType.INT64),
                tf.cast(n.in("ends"), DType.INT64),
                n.optional("steps").map(s -> tf.cast(s, DType.INT64)));
        var axes = constantAxes(n, x, bounds);
        if (axes.isEmpty()) {
            return byComputedAxes(n, x, bounds, tf);
        }
        if (axes.get().length == 0) {
            return x;
        }
        return x.hasRank() && x.rank() > MAX_RANK
                ? byGather(x, bounds, axes.get(), tf)
                : byAxes(x, bounds, axes.get(), tf);
    }

    /** The sliced axes counted from the front, if they are known before the model runs. */
    private static Optional<long[]> constantAxes(NodeView n, Value x, Bounds bounds) {
        var given = n.optional("axes");
        if (given.isEmpty()) {
            var starts = bounds.starts();
            return starts.hasRank() && starts.dim(0).isKnown()
                    ? Optional.of(LongStream.range(0, starts.dim(0).value()).toArray())
                    : Optional.empty();
        }
        if (!given.get().isConstant()) {
            return Optional.empty();
        }
        var axes = given.get().constant().orElseThrow().longs();
        if (!x.hasRank()) {
            return Arrays.stream(axes).allMatch(a -> a >= 0) ? Optional.of(axes) : Optional.empty();
        }
        return Optional.of(Arrays.stream(axes).map(a -> n.axis(a, x.rank())).toArray());
    }

    /** One strided slice with masks for the axes that are left whole. */
    private static Value byAxes(Value x, Bounds bounds, long[] axes, TfBuilder tf) {
        int covered = (int) Arrays.stream(axes).max().orElse(-1) + 1;
        var steps = bounds.steps();
        var zeros = tf.vector(new long[covered]);
        var ones = tf.vector(LongStream.range(0, covered).map(i -> 1).toArray());
        var named = tf.vector(axes);
        long whole = (1L << covered) - 1;
        for (long axis : axes) {
            whole &= ~(1L << axis);
        }
        long fromStart = whole;
        long toEnd = whole;
        var begins = bounds.starts().constant();
        var ends = bounds.ends().constant();
        for (int i = 0; i < axes.length; i++) {
            long lowest = lowest(x, axes[i]);
            var step = steps.isEmpty() ? Optional.of(1L) : knownStep(steps.get(), i);
            boolean forward = step.filter(s -> s > 0).isPresent();
            boolean backward = step.filter(s -> s < 0).isPresent();
            int at = i;
            if (forward && begins.filter(t -> t.getLong(at) < lowest).isPresent()) {
                fromStart |= 1L << axes[i];
            }
            if (forward && ends.filter(t -> t.getLong(at) >= Integer.MAX_VALUE).isPresent()
                    || backward && ends.filter(t -> t.getLong(at) < lowest).isPresent()) {
                toEnd |= 1L << axes[i];
            }
        }
        return tf.op("StridedSlice")
                .in(
                        x,
                        AxisVectors.spread(tf, named, starts(x, bounds, axes, tf), zeros),
                        AxisVectors.spread(tf, named, ends(x, bounds, axes, tf), zeros),
                        steps.map(s -> AxisVectors.spread(tf, named, s, ones)).orElse(ones))
                .attr("begin_mask", fromStart)
                .attr("end_mask", toEnd)
                .one();
    }

    /** The lowest bound that means an element; TensorFlow's shape functions refuse lower ones of a vector that is a shape. */
    private static long lowest(Value x, long axis) {
        return x.hasRank() && x.dim((int) axis).isKnown() ? -x.dim((int) axis).value() : Integer.MIN_VALUE;
    }

    /** Ends of forward steps are kept from lying before the first element, where they are known: nothing is taken then either. */
    private static Value ends(Value x, Bounds bounds, long[] axes, TfBuilder tf) {
        var ends = bounds.ends().constant();
        if (ends.isEmpty() || bounds.steps().isPresent()) {
            return bounds.ends();
        }
        var given = ends.get().longs();
        var kept = IntStream.range(0, axes.length)
                .mapToLong(i -> Math.max(given[i], lowest(x, axes[i])))
                .toArray();
        return Arrays.equals(given, kept) ? bounds.ends() : tf.vector(kept);
    }

    private static Optional<Long> knownStep(Value steps, int index) {
        return steps.elements().map(e -> e.get(index)).filter(Dim::isKnown).map(Dim::value);
    }

    /** Starts of backward steps are kept from lying before the first element. */
    private static Value starts(Value x, Bounds bounds, long[] axes, TfBuilder tf) {
        var steps = bounds.steps();
        if (steps.isEmpty()) {
            return bounds.starts();
        }
        var lowest = new ArrayList<Value>();
        boolean clamped = false;
        for (int i = 0; i < axes.length; i++) {
            int at = i;
            var start = bounds.starts().elements().map(e -> e.get(at));
            boolean safe = knownStep(steps.get(), i).filter(s -> s > 0).isPresent()
                    || start.filter(s -> s.isKnown() && s.value() >= -1).isPresent();
            clamped |= !safe;
            lowest.add(safe ? tf.int64(Long.MIN_VALUE) : tf.unary("Neg", tf.sizeOf(x, (int) axes[i])));
        }
        return clamped ? tf.maximum(bounds.starts(), tf.pack(lowest, 0)) : bounds.starts();
    }

    /** Axes known only when the model runs: bounds for every axis, those of other axes taking all. */
    private static Value byComputedAxes(NodeView n, Value x, Bounds bounds, TfBuilder tf) {
        var sizes = tf.shapeOf(x);
        var rank = AxisVectors.rankOf(tf, x);
        var axes = n.optional("axes")
                .map(a -> AxisVectors.normalised(tf, a, rank))
                .orElseGet(() -> AxisVectors.upTo(tf, tf.sizeOf(bounds.starts(), 0)));
        var lowest = tf.neg(tf.gather(sizes, axes, 0));
        var zeros = tf.mul(sizes, tf.int64(0));
        var ones = tf.add(zeros, tf.int64(1));
        var sliced = tf.op("StridedSlice")
                .in(
                        x,
                        AxisVectors.spread(tf, axes, tf.maximum(bounds.starts(), lowest), zeros),
                        AxisVectors.spread(tf, axes, bounds.ends(), sizes),
                        bounds.steps()
                                .map(s -> AxisVectors.spread(tf, axes, s, ones))
                                .orElse(ones));
        return x.hasRank() ? sliced.shapes(ShapeOps.unknown(x.rank(), tf)).one() : sliced.one();
    }

    /** Any rank: the positions of one axis after another are computed and gathered. */
    private static Value byGather(Value x, Bounds bounds, long[] axes, TfBuilder tf) {
        var starts = starts(x, bounds, axes, tf);
        var result = x;
        for (int i = 0; i < axes.length; i++) {
            int at = i;
            var all = AxisVectors.upTo(tf, tf.sizeOf(x, (int) axes[i]));
            var positions = tf.op("StridedSlice")
                    .in(
                            all,
                            tf.sliceAxis(starts, 0, at, at + 1L),
                            tf.sliceAxis(bounds.ends(), 0, at, at + 1L),
                            bounds.steps()
                                    .map(s -> tf.sliceAxis(s, 0, at, at + 1L))
                                    .orElseGet(() -> tf.vector(1)))
                    .one();
            result = tf.gather(result, positions, axes[i]);
        }
        return result;
    }
}
