package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.array.BroadcastOps;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Pictures sampled at given points; any number of spatial axes. */
public final class SamplingOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("GridSample", SamplingOps::gridSample)
            .build();

    /** The coefficient of the cubic filter of GridSample (ONNX GridSample 16, as in PyTorch). */
    private static final float CUBIC_A = -0.75f;

    private SamplingOps() {}

    /**
     * GridSample 22. Each point mixes the elements around it, {@code [N, points, taps]}, which one gather fetches from
     * {@code [N, elements, C]}. Coordinates are padded first, then each element that lies
     * outside; cubic filters leave the coordinates as they are, as PyTorch and ONNX Runtime do.
     */
    private static Value gridSample(NodeView n, TfBuilder tf) {
        var grid = n.in("grid");
        int rank = n.in("X").hasRank() ? n.rank("X") : n.rank("grid");
        var x = ChannelsLast.ofRank(n, tf, n.in("X"), rank);
        boolean nearest = n.string("mode").equals("nearest");
        if (!nearest && (x.dtype() == DType.STRING || x.dtype() == DType.BOOL)) {
            throw n.unsupported("mode " + n.string("mode") + " of " + x.dtype());
        }
        var points = points(grid, rank - 2, real(x.dtype(), grid.dtype()), tf);
        var taps = Taps.EMPTY;
        for (int i = 0; i < rank - 2; i++) {
            var axis = new SampledAxis(n, tf.sizeOf(x, i + 2), points.get(i), tf);
            taps = axis.taps().times(taps, tf);
        }
        var batch = tf.sizeOf(x, 0);
        var elements = tf.elementsOf(x, 2, rank);
        var flat = tf.reshape(tf.toChannelsLast(x), tf.pack(List.of(batch, elements, tf.sizeOf(x, 1)), 0));
        var picked = tf.op("GatherV2")
                .in(flat, taps.indices().orElseThrow(), tf.int64(1))
                .attr("batch_dims", 1)
                .one();
        var sampled = nearest ? masked(picked, taps, tf) : mixed(picked, taps, tf);
        var sizes = new ArrayList<Value>();
        sizes.add(batch);
        IntStream.range(1, rank - 1).forEach(i -> sizes.add(tf.sizeOf(grid, i)));
        sizes.add(tf.sizeOf(x, 1));
        return tf.toChannelsFirst(tf.reshape(sampled, tf.pack(sizes, 0)));
    }

    private static DType real(DType data, DType grid) {
        return data == DType.DOUBLE || grid == DType.DOUBLE || data == DType.COMPLEX128 ? DType.DOUBLE : DType.FLOAT;
    }

    /** The coordinates of all points, {@code [N, points]} for each spatial axis; the grid holds the last axis first. */
    private static List<Value> points(Value grid, int axes, DType dtype, TfBuilder tf) {
        var wide = tf.cast(grid, dtype);
        var flat = tf.pack(List.of(tf.sizeOf(grid, 0), tf.elementsOf(grid, 1, grid.rank() - 1)), 0);
        return IntStream.range(0, axes)
                .mapToObj(i -> tf.reshape(tf.gather(wide, tf.int64(axes - 1 - i), grid.rank() - 1), flat))
                .toList();
    }

    /** The only tap of each point, zero where it is outside; {@code [N, points, 1, C]}. */
    private static Value masked(Value picked, Taps taps, TfBuilder tf) {
        return taps.inside()
                .map(inside -> tf.select(tf.expandDims(inside, -1), picked, BroadcastOps.zero(picked.dtype(), tf)))
                .orElse(picked);
    }

    /** The weighted sum over taps of {@code [N, points, taps, C]}. */
    private static Value mixed(Value picked, Taps taps, TfBuilder tf) {
        var weights = taps.weights().orElseThrow();
        var dtype = picked.dtype().isComplex() ? picked.dtype() : weights.dtype();
        var factors = tf.expandDims(tf.cast(weights, dtype), -1);
        var sum = tf.reduce("Sum", tf.mul(tf.cast(picked, dtype), factors), false, 2);
        return ResizeOps.restored(sum, picked.dtype(), false, tf);
    }

    /**
     * The elements around each point: of one axis, or of several axes flattened.
     *
     * @param length of the axes together, an int64 scalar
     * @param indices int64 {@code [N, points, taps]}
     * @param weights {@code [N, points, taps]}
     * @param inside bool {@code [N, points, taps]}, if what is outside is zero
     */
    private record Taps(
            Optional<Value> length, Optional<Value> indices, Optional<Value> weights, Optional<Value> inside) {
        static final Taps EMPTY = new Taps(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** These taps of a faster axis with each of those of the slower axes. */
        Taps times(Taps slower, TfBuilder tf) {
            if (slower.indices().isEmpty()) {
                return this;
            }
            var begins = tf.mul(slower.indices().get(), length.orElseThrow());
            return new Taps(
                    length,
                    Optional.of(outer("AddV2", begins, indices.orElseThrow(), tf)),
                    slower.weights().map(w -> outer("Mul", w, weights.orElseThrow(), tf)),
                    slower.inside().map(i -> outer("LogicalAnd", i, inside.orElseThrow(), tf)));
        }

        /** Each tap with each, {@code [N, points, a] x [N, points, b]} to {@code [N, points, a * b]}. */
        private static Value outer(String op, Value a, Value b, TfBuilder tf) {
            var pairs = tf.binary(op, tf.expandDims(a, 3), tf.expandDims(b, 2));
            long taps = a.dim(2).value() * b.dim(2).value();
            return tf.reshape(pairs, tf.pack(List.of(tf.sizeOf(a, 0), tf.sizeOf(a, 1), tf.int64(taps)), 0));
        }
    }

    /** One spatial axis and the coordinates of the points on it. */
    private static final class SampledAxis {
        private final NodeView n;
        private final TfBuilder tf;
        private final Value length;
        private final Value last;
        private final Value low;
        private final Value high;
        private final Value point;

        /** @param point {@code [N, points]}, from -1 to 1 over the length of the axis */
        SampledAxis(NodeView n, Value length, Value point, TfBuilder tf) {
            this.n = n;
            this.tf = tf;
            this.length = length;
            var real = tf.cast(length, point.dtype());
            boolean aligned = n.flag("align_corners");
            this.last = tf.sub(real, 1);
            this.low = tf.like(point, aligned ? 0 : -0.5);
            this.high = aligned ? last : tf.sub(real, 0.5);
            var shifted = tf.add(point, 1);
            this.point = aligned ? tf.mul(tf.mul(shifted, 0.5), last) : tf.mul(tf.sub(tf.mul(shifted, real), 1), 0.5);
        }

        Taps taps() {
            var mode = n.string("mode");
            boolean nearest = mode.equals("nearest");
            boolean cubic = mode.equals("cubic");
            var at = cubic ? point : padded(nearest ? tf.roundHalfEven(point) : point);
            int reach = cubic ? 2 : 1;
            var offsets = nearest
                    ? new double[1]
                    : IntStream.rangeClosed(1 - reach, reach).asDoubleStream().toArray();
            var steps = tf.constant(Tensor.ofDoubles(at.dtype(), new long[] {offsets.length}, offsets));
            var centre = tf.expandDims(at, 2);
            var places = tf.add(tf.floor(centre), steps);
            var isInside = tf.and(tf.greaterEqual(places, tf.like(places, 0)), tf.lessEqual(places, last));
            boolean zeros = n.string("padding_mode").equals("zeros");
            var indices = tf.cast(zeros ? places : padded(places), DType.INT64);
            var inside = zeros ? Optional.of(isInside) : Optional.<Value>empty();
            return new Taps(
                    Optional.of(length),
                    Optional.of(tf.maximum(tf.minimum(indices, tf.sub(length, tf.int64(1))), tf.int64(0))),
                    nearest ? Optional.empty() : Optional.of(weights(mode, places, centre, inside)),
                    inside);
        }

        private Value weights(String mode, Value places, Value centre, Optional<Value> inside) {
            var kind = switch (mode) {
                case "linear" -> ResizeFilter.Mode.LINEAR;
                case "cubic" -> ResizeFilter.Mode.CUBIC;
                default -> throw n.invalid("mode is " + mode);
            };
            var weights = ResizeFilter.kernel(kind, CUBIC_A, tf.abs(tf.sub(places, centre)), tf);
            return inside.map(i -> tf.select(i, weights, tf.like(weights, 0))).orElse(weights);
        }

        /** Coordinates beyond the borders moved inside; a border is half an element outside, or on one if aligned. */
        private Value padded(Value at) {
            var padding = n.string("padding_mode");
            var moved = switch (padding) {
                case "zeros" -> at;
                case "border" -> tf.maximum(tf.minimum(at, last), tf.like(at, 0));
                case "reflection" -> reflected(at);
                default -> throw n.invalid("padding_mode is " + padding);
            };
            if (moved == at) {
                return at;
            }
            return tf.select(tf.or(tf.less(at, low), tf.greater(at, high)), moved, at);
        }

        /** Thrown back by both borders until inside: a triangular wave. A single aligned element is its own mirror image. */
        private Value reflected(Value at) {
            var span = tf.sub(high, low);
            var period = tf.maximum(tf.mul(span, 2), tf.like(span, 1));
            var phase = tf.floorMod(tf.sub(at, low), period);
            return tf.add(low, tf.minimum(tf.minimum(phase, tf.sub(period, phase)), span));
        }
    }
}
