package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Resizing by TensorFlow's kernels for pictures, {@code [N, height, width, C]}, where they compute what ONNX defines: their
 * factor is always the ratio of the lengths.
 */
final class ResizeKernels {
    /** What {@code ResizeBilinear} computes in floats without loss; it returns floats whatever it is given. */
    private static final Set<DType> BILINEAR =
            EnumSet.of(DType.FLOAT, DType.FLOAT16, DType.BFLOAT16, DType.INT8, DType.UINT8, DType.INT16, DType.UINT16);

    /** What {@code ResizeNearestNeighbor} moves. */
    private static final Set<DType> NEAREST = EnumSet.of(
            DType.FLOAT,
            DType.FLOAT16,
            DType.BFLOAT16,
            DType.DOUBLE,
            DType.INT8,
            DType.UINT8,
            DType.INT16,
            DType.UINT16,
            DType.INT32,
            DType.INT64);

    /** The coordinates of TensorFlow's kernels for position {@code i} and {@code ratio = in / out}. */
    private enum Grid {
        /** {@code i * ratio}. */
        LEGACY(false, false),
        /** {@code (i + 0.5) * ratio - 0.5}; without the last term for the nearest element. */
        HALF_PIXEL(false, true),
        /** {@code i * (in - 1) / (out - 1)}. */
        ALIGN_CORNERS(true, false);

        final boolean alignsCorners;
        final boolean halfPixelCenters;

        Grid(boolean alignsCorners, boolean halfPixelCenters) {
            this.alignsCorners = alignsCorners;
            this.halfPixelCenters = halfPixelCenters;
        }
    }

    private ResizeKernels() {}

    /** The resized value, if a kernel computes it. */
    static Optional<Value> lower(NodeView n, Value x, List<ResizedAxis> axes, TfBuilder tf) {
        boolean nearest = n.string("mode").equals("nearest");
        boolean linear = n.string("mode").equals("linear") && !n.flag("antialias");
        if (x.rank() < 3
                || axes.stream().anyMatch(a -> a.axis() < 2 || !a.isRatio() || isEmpty(a))
                || !(nearest ? NEAREST : BILINEAR).contains(x.dtype())) {
            return Optional.empty();
        }
        var grid = nearest ? nearestGrid(n, axes, tf) : linear ? linearGrid(n) : Optional.<Grid>empty();
        if (grid.isEmpty()) {
            return Optional.empty();
        }
        var op = nearest ? "ResizeNearestNeighbor" : "ResizeBilinear";
        var source = firstOnly(n, x, axes, tf);
        var resized = ChannelsLast.apply(tf, source, v -> channelsLast(op, grid.get(), v, axes, tf));
        return Optional.of(nearest ? resized : ResizeOps.restored(resized, x.dtype(), false, tf));
    }

    /** The kernels refuse pictures without pixels. */
    private static boolean isEmpty(ResizedAxis axis) {
        return axis.knownIn().equals(OptionalLong.of(0)) || axis.knownOut().equals(OptionalLong.of(0));
    }

    private static Optional<Grid> linearGrid(NodeView n) {
        return switch (n.string("coordinate_transformation_mode")) {
            case "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel" -> Optional.of(Grid.HALF_PIXEL);
            case "asymmetric" -> Optional.of(Grid.LEGACY);
            case "align_corners" -> Optional.of(Grid.ALIGN_CORNERS);
            default -> Optional.empty();
        };
    }

    /**
     * With {@code pytorch_half_pixel} a result of length 1 is the first element, which is what half pixels make of that
     * element alone.
     */
    private static Value firstOnly(NodeView n, Value x, List<ResizedAxis> axes, TfBuilder tf) {
        if (!n.string("coordinate_transformation_mode").equals("pytorch_half_pixel")) {
            return x;
        }
        var result = x;
        for (var axis : axes) {
            if (axis.wholeScale().isPresent()
                    || axis.knownOut().stream().anyMatch(length -> length > 1)
                    || axis.knownIn().equals(OptionalLong.of(1))) {
                continue;
            }
            if (axis.knownOut().isPresent()) {
                result = tf.sliceAxis(result, axis.axis(), 0, 1);
            } else {
                var isOne = tf.equal(axis.out(), tf.int64(1));
                var end = tf.select(isOne, tf.int64(1), axis.in());
                var indices = tf.range(tf.int64(0), end, tf.int64(1));
                result = tf.gather(result, indices, axis.axis());
            }
        }
        return result;
    }

    /** The grid on which the kernel picks the same elements as ONNX defines. */
    private static Optional<Grid> nearestGrid(NodeView n, List<ResizedAxis> axes, TfBuilder tf) {
        for (Grid grid : Grid.values()) {
            if (axes.stream().allMatch(a -> picksSame(n, a, grid, tf))) {
                return Optional.of(grid);
            }
        }
        return Optional.empty();
    }

    private static boolean picksSame(NodeView n, ResizedAxis axis, Grid grid, TfBuilder tf) {
        if (axis.knownIn().isPresent()
                && axis.knownOut().isPresent()
                && axis.scale().isConstant()) {
            var coordinates = new ResizeCoordinates(n.string("coordinate_transformation_mode"), tf).of(axis, n);
            var defined = ResizeOps.nearestIndices(n, coordinates, axis, tf).constant();
            long in = axis.knownIn().getAsLong();
            long out = axis.knownOut().getAsLong();
            var picked = LongStream.range(0, out).map(i -> pick(grid, i, in, out));
            return defined.isPresent()
                    && java.util.Arrays.equals(picked.toArray(), defined.get().longs());
        }
        return grid == Grid.LEGACY
                && axis.wholeScale().isPresent()
                && repeats(n, axis.wholeScale().getAsLong());
    }

    /** The element that {@code ResizeNearestNeighbor} picks for position {@code i}, computed in floats as it does. */
    private static long pick(Grid grid, long i, long in, long out) {
        float ratio = grid.alignsCorners && out > 1 ? (in - 1) / (float) (out - 1) : in / (float) out;
        float at = (grid.halfPixelCenters ? i + 0.5f : i) * ratio;
        long picked = grid.alignsCorners ? Math.round(at) : (long) Math.floor(at);
        return Math.max(0, Math.min(picked, in - 1));
    }

    /**
     * Whether both sides repeat each element {@code scale} times, whatever the length. TensorFlow multiplies with the
     * rounded reciprocal, which must not be too small.
     */
    private static boolean repeats(NodeView n, long scale) {
        var rounding = n.string("nearest_mode");
        boolean defined = switch (n.string("coordinate_transformation_mode")) {
            case "asymmetric" -> rounding.equals("floor");
            case "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel" -> rounding.startsWith("round");
            default -> false;
        };
        return defined && (double) (1 / (float) scale) * scale >= 1;
    }

    /** Resizes the spatial axes of {@code [N, spatial..., C]}, up to two neighbouring ones at a time. */
    private static Value channelsLast(String op, Grid grid, Value x, List<ResizedAxis> axes, TfBuilder tf) {
        var byPlace = new ArrayList<Optional<ResizedAxis>>();
        for (int i = 0; i < x.rank(); i++) {
            int axis = i + 1;
            boolean spatial = i > 0 && i + 1 < x.rank();
            byPlace.add(axes.stream().filter(a -> spatial && a.axis() == axis).findFirst());
        }
        var result = x;
        for (int place = 1; place + 1 < x.rank(); ) {
            if (byPlace.get(place).isEmpty()) {
                place++;
                continue;
            }
            boolean two = byPlace.get(place + 1).isPresent() || (x.rank() == 4 && place == 1);
            result = picture(op, grid, result, place, two, byPlace, tf);
            place += two ? 2 : 1;
        }
        return result;
    }

    private static Value picture(
            String op, Grid grid, Value x, int place, boolean two, List<Optional<ResizedAxis>> byPlace, TfBuilder tf) {
        int after = place + (two ? 2 : 1);
        var sizes = IntStream.range(0, x.rank()).mapToObj(i -> tf.sizeOf(x, i)).toList();
        var height = sizes.get(place);
        var width = two ? sizes.get(place + 1) : tf.int64(1);
        var flat = List.of(tf.elementsOf(x, 0, place), height, width, tf.elementsOf(x, after, x.rank()));
        var newHeight = byPlace.get(place).map(ResizedAxis::out).orElse(height);
        var newWidth = two ? byPlace.get(place + 1).map(ResizedAxis::out).orElse(width) : width;
        var pictures = x.rank() == 4 && place == 1 && two ? x : tf.reshape(x, tf.pack(flat, 0));
        var emission = tf.op(op)
                .in(pictures, tf.cast(tf.pack(List.of(newHeight, newWidth), 0), DType.INT32))
                .attr("align_corners", grid.alignsCorners)
                .attr("half_pixel_centers", grid.halfPixelCenters);
        var resized = emission.one();
        if (pictures == x) {
            return resized;
        }
        var newSizes = new ArrayList<>(sizes);
        newSizes.set(place, newHeight);
        if (two) {
            newSizes.set(place + 1, newWidth);
        }
        return tf.reshape(resized, tf.pack(newSizes, 0));
    }
}
