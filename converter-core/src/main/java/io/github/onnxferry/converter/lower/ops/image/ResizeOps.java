package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.image.ResizedAxis.Roi;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Resize 19. Each axis is resized by itself: the nearest elements are gathered, or neighbours are gathered and weighted, or
 * the axis is multiplied by a matrix of weights. Where TensorFlow's kernels for pictures compute the same they are used
 * instead.
 */
public final class ResizeOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Resize", ResizeOps::resize)
            .gap("antialias of the nearest mode", n -> n.string("mode").equals("nearest") && n.flag("antialias"))
            .build();

    private ResizeOps() {}

    private static Value resize(NodeView n, TfBuilder tf) {
        var x = ranked(n, tf);
        var axes = axes(n, x, tf).stream().filter(a -> !a.isIdentity()).toList();
        if (axes.isEmpty()) {
            return x;
        }
        boolean nearest = n.string("mode").equals("nearest");
        if (!nearest && (x.dtype() == DType.STRING || x.dtype() == DType.BOOL)) {
            throw n.unsupported("mode " + n.string("mode") + " of " + x.dtype());
        }
        var fast = ResizeKernels.lower(n, x, axes, tf);
        if (fast.isPresent()) {
            return fast.get();
        }
        return nearest ? nearest(n, x, axes, tf) : filtered(n, x, axes, tf);
    }

    /** X; if not even its rank is known, it has as many axes as there are sizes or scales. */
    private static Value ranked(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        var lengths = given(n, "sizes").or(() -> given(n, "scales"));
        if (!x.hasRank() && n.optionalInt64s("axes").isEmpty() && lengths.isPresent()) {
            var count = lengths.get().shape().known().map(d -> d.get(0)).filter(Dim::isKnown);
            if (count.isPresent()) {
                return ChannelsLast.ofRank(n, tf, x, (int) count.get().value());
            }
        }
        n.rank(x, "X");
        return x;
    }

    /** An optional input; an empty tensor stands for none. */
    private static Optional<Value> given(NodeView n, String formal) {
        return n.optional(formal)
                .filter(v -> !(v.hasRank() && v.rank() == 1 && v.dim(0).is(0)));
    }

    private static List<ResizedAxis> axes(NodeView n, Value x, TfBuilder tf) {
        var stated = n.optionalInt64s("axes").filter(a -> a.length > 0);
        int[] axes = stated.map(
                        a -> Arrays.stream(a).mapToInt(i -> n.axis(i, x.rank())).toArray())
                .orElseGet(() -> IntStream.range(0, x.rank()).toArray());
        var rois = rois(n, axes.length, tf);
        var lengths = Arrays.stream(axes).mapToObj(a -> tf.sizeOf(x, a)).toList();
        var sizes = given(n, "sizes");
        if (sizes.isEmpty()) {
            var scales = given(n, "scales").orElseThrow(() -> n.invalid("there are neither scales nor sizes"));
            var factors = scalars(n, scales, axes.length, tf);
            return IntStream.range(0, axes.length)
                    .mapToObj(i -> ResizedAxis.ofScale(tf, axes[i], lengths.get(i), factors.get(i), rois.get(i)))
                    .toList();
        }
        var wanted = scalars(n, sizes.get(), axes.length, tf);
        var policy = n.string("keep_aspect_ratio_policy");
        if (policy.equals("stretch")) {
            return IntStream.range(0, axes.length)
                    .mapToObj(i -> ResizedAxis.ofSize(tf, axes[i], lengths.get(i), wanted.get(i), rois.get(i)))
                    .toList();
        }
        var scale = commonScale(n, policy, lengths, wanted, tf);
        return IntStream.range(0, axes.length)
                .mapToObj(i -> ResizedAxis.rounded(tf, axes[i], lengths.get(i), scale, rois.get(i)))
                .toList();
    }

    private static List<Value> scalars(NodeView n, Value vector, int count, TfBuilder tf) {
        if (vector.hasRank() && vector.rank() == 1 && vector.dim(0).isKnown()) {
            if (!vector.dim(0).is(count)) {
                throw n.invalid("there are " + vector.dim(0) + " scales or sizes for " + count + " axes");
            }
            return tf.scalars(vector);
        }
        return tf.scalars(tf.ensureShape(vector, Shape.of(count)));
    }

    private static List<Optional<Roi>> rois(NodeView n, int count, TfBuilder tf) {
        var roi = given(n, "roi")
                .filter(r -> n.string("coordinate_transformation_mode").equals("tf_crop_and_resize"));
        if (roi.isEmpty()) {
            return IntStream.range(0, count)
                    .mapToObj(i -> Optional.<Roi>empty())
                    .toList();
        }
        var bounds = scalars(n, tf.cast(roi.get(), DType.FLOAT), 2 * count, tf);
        return IntStream.range(0, count)
                .mapToObj(i -> Optional.of(new Roi(bounds.get(i), bounds.get(count + i))))
                .toList();
    }

    /** The scale by which all axes fit into, or cover, the wanted lengths. */
    private static Value commonScale(NodeView n, String policy, List<Value> lengths, List<Value> wanted, TfBuilder tf) {
        var ratios = new ArrayList<Value>();
        for (int i = 0; i < lengths.size(); i++) {
            var length = tf.cast(lengths.get(i), DType.FLOAT);
            ratios.add(ResizeCoordinates.exactQuotient(tf.cast(wanted.get(i), DType.FLOAT), length, tf));
        }
        return switch (policy) {
            case "not_larger" -> ratios.stream().reduce(tf::minimum).orElseThrow();
            case "not_smaller" -> ratios.stream().reduce(tf::maximum).orElseThrow();
            default -> throw n.invalid("keep_aspect_ratio_policy is " + policy);
        };
    }

    private static Value nearest(NodeView n, Value x, List<ResizedAxis> axes, TfBuilder tf) {
        var outside = new Outside(n, tf);
        var result = x;
        for (var axis : axes) {
            if (picksEachMultiple(n, axis)) {
                result = eachMultiple(result, axis, tf);
                continue;
            }
            var coordinates = coordinates(n, axis, tf);
            outside.add(coordinates, axis, x.rank());
            result = tf.gather(result, nearestIndices(n, coordinates, axis, tf), axis.axis());
        }
        return outside.fill(result);
    }

    /** Whether the coordinates are the multiples of a whole number, which no rule of rounding changes. */
    private static boolean picksEachMultiple(NodeView n, ResizedAxis axis) {
        return n.string("coordinate_transformation_mode").equals("asymmetric")
                && axis.binaryDivisor().isPresent();
    }

    private static Value eachMultiple(Value x, ResizedAxis axis, TfBuilder tf) {
        var step = tf.int64(axis.binaryDivisor().orElseThrow());
        var ends = new ArrayList<Value>(Collections.nCopies(axis.axis(), tf.int64(0)));
        ends.add(tf.mul(axis.out(), step));
        var steps = new ArrayList<Value>(Collections.nCopies(axis.axis(), tf.int64(1)));
        steps.add(step);
        long whole = (1L << axis.axis()) - 1;
        return tf.op("StridedSlice")
                .in(x, tf.vector(new long[axis.axis() + 1]), tf.pack(ends, 0), tf.pack(steps, 0))
                .attr("begin_mask", whole)
                .attr("end_mask", whole)
                .shapes(shape(x, axis, tf))
                .one();
    }

    private static Shape shape(Value x, ResizedAxis axis, TfBuilder tf) {
        return x.shape()
                .with(axis.axis(), axis.out().elements().map(e -> e.get(0)).orElseGet(tf::unknownDim));
    }

    private static Value coordinates(NodeView n, ResizedAxis axis, TfBuilder tf) {
        return new ResizeCoordinates(n.string("coordinate_transformation_mode"), tf).of(axis, n);
    }

    /** The positions nearest to coordinates, int64 {@code [out]}. A fraction of a float is exact, so that ties are. */
    static Value nearestIndices(NodeView n, Value coordinates, ResizedAxis axis, TfBuilder tf) {
        var below = tf.floor(coordinates);
        var fraction = tf.sub(coordinates, below);
        var half = tf.scalar(DType.FLOAT, 0.5);
        var nearest = switch (n.string("nearest_mode")) {
            case "round_prefer_floor" -> tf.add(below, tf.cast(tf.greater(fraction, half), DType.FLOAT));
            case "round_prefer_ceil" -> tf.add(below, tf.cast(tf.greaterEqual(fraction, half), DType.FLOAT));
            case "floor" -> below;
            case "ceil" -> tf.ceil(coordinates);
            default -> throw n.invalid("nearest_mode is " + n.string("nearest_mode"));
        };
        var last = tf.sub(tf.cast(axis.in(), DType.FLOAT), 1);
        var inside = tf.maximum(tf.minimum(nearest, last), tf.scalar(DType.FLOAT, 0));
        return tf.cast(inside, DType.INT64);
    }

    private static Value filtered(NodeView n, Value x, List<ResizedAxis> axes, TfBuilder tf) {
        var filter = ResizeFilter.of(n);
        var outside = new Outside(n, tf);
        var dtype = computed(x.dtype());
        var result = tf.cast(x, dtype);
        for (var axis : lastFirst(axes)) {
            var coordinates = coordinates(n, axis, tf);
            outside.add(coordinates, axis, x.rank());
            var taps = filter.taps(coordinates, axis, tf);
            result = filter.antialias()
                    ? tf.cast(restored(multiplied(result, taps, axis, tf), x.dtype(), true, tf), dtype)
                    : gathered(result, taps, 2 * filter.mode().reach, axis, tf);
        }
        return restored(outside.fill(result), x.dtype(), filter.antialias(), tf);
    }

    /** The order in which ONNX Runtime filters axes; it rounds integers in between where it filters against aliases. */
    private static List<ResizedAxis> lastFirst(List<ResizedAxis> axes) {
        return axes.stream()
                .sorted(Comparator.comparingInt(ResizedAxis::axis).reversed())
                .toList();
    }

    /** The dtype in which values are weighted. */
    private static DType computed(DType dtype) {
        return switch (dtype) {
            case DOUBLE, COMPLEX64, COMPLEX128 -> dtype;
            case INT32, UINT32, INT64, UINT64 -> DType.DOUBLE;
            default -> DType.FLOAT;
        };
    }

    /** Integers are truncated, and rounded by the filter against aliases, as ONNX Runtime does; they do not wrap. */
    static Value restored(Value x, DType dtype, boolean rounds, TfBuilder tf) {
        if (!dtype.isInteger() || x.dtype() == dtype) {
            return tf.cast(x, dtype);
        }
        double highest = Math.scalb(1.0, dtype.bits() - (dtype.isUnsigned() ? 0 : 1));
        double largest = dtype.bits() < 64 ? highest - 1 : Math.nextDown(highest);
        var low = tf.like(x, dtype.isUnsigned() ? 0 : -highest);
        var rounded = rounds ? tf.roundHalfEven(x) : x;
        return tf.cast(tf.minimum(tf.maximum(rounded, low), tf.like(x, largest)), dtype);
    }

    /** A few neighbours, each gathered and weighted. */
    private static Value gathered(Value x, ResizeFilter.Taps taps, int count, ResizedAxis axis, TfBuilder tf) {
        var indices = tf.transpose(taps.indices(), 1, 0);
        var weights = tf.transpose(tf.cast(taps.weights(), x.dtype()), 1, 0);
        return IntStream.range(0, count)
                .mapToObj(t -> {
                    var at = tf.gather(indices, tf.int64(t), 0);
                    var weight = tf.gather(weights, tf.int64(t), 0);
                    return tf.mul(tf.gather(x, at, axis.axis()), along(weight, axis.axis(), x.rank(), tf));
                })
                .reduce(tf::add)
                .orElseThrow();
    }

    /** A vector along one axis of values of a rank. */
    private static Value along(Value vector, int axis, int rank, TfBuilder tf) {
        var sizes = new long[rank - axis];
        Arrays.fill(sizes, 1);
        sizes[0] = -1;
        return tf.reshape(vector, sizes);
    }

    /** The axis as a product with a matrix {@code [out, in]}, into which the taps of each element are summed. */
    private static Value multiplied(Value x, ResizeFilter.Taps taps, ResizedAxis axis, TfBuilder tf) {
        var weights = tf.cast(taps.weights(), x.dtype());
        var rows = tf.expandDims(tf.range(tf.int64(0), axis.out(), tf.int64(1)), 1);
        var row = tf.add(rows, tf.op("ZerosLike").in(taps.indices()).one());
        var places = tf.pack(List.of(row, taps.indices()), -1);
        var sizes = tf.pack(List.of(axis.out(), axis.in()), 0);
        var matrix = tf.op("ScatterNd").in(places, weights, sizes).one();
        int last = x.rank() - 1;
        var swap = IntStream.range(0, x.rank())
                .map(i -> i == axis.axis() ? last : i == last ? axis.axis() : i)
                .toArray();
        var wide = tf.transpose(x, swap);
        if (x.rank() == 1) {
            return tf.squeeze(tf.matMul(tf.expandDims(x, 0), matrix, false, true), 0);
        }
        return tf.transpose(tf.matMul(wide, matrix, false, true), swap);
    }

    /** Elements of the result that lie outside the value, which get a number of their own (tf_crop_and_resize). */
    private static final class Outside {
        private final NodeView n;
        private final TfBuilder tf;
        private Optional<Value> mask = Optional.empty();

        Outside(NodeView n, TfBuilder tf) {
            this.n = n;
            this.tf = tf;
        }

        void add(Value coordinates, ResizedAxis axis, int rank) {
            if (axis.roi().isEmpty()) {
                return;
            }
            var last = tf.sub(tf.cast(axis.in(), DType.FLOAT), 1);
            var before = tf.less(coordinates, tf.scalar(DType.FLOAT, 0));
            var outside = along(tf.or(before, tf.greater(coordinates, last)), axis.axis(), rank, tf);
            mask = Optional.of(mask.map(m -> tf.or(m, outside)).orElse(outside));
        }

        Value fill(Value x) {
            return mask.map(m -> tf.select(m, tf.like(x, n.float32("extrapolation_value")), x))
                    .orElse(x);
        }
    }
}
