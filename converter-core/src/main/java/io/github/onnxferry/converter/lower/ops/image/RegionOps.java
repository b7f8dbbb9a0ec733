package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.array.AxisVectors;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Pooling of regions of interest to a fixed size, {@code [R, C, height, width]}. The rows and columns that a region needs are
 * computed apart; the elements where they cross are gathered from the channels-last picture.
 */
public final class RegionOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("RoiAlign", RegionOps::roiAlign)
            .op("MaxRoiPool", RegionOps::maxRoiPool)
            .build();

    private RegionOps() {}

    /**
     * Pictures flattened to elements, and which picture each region lies in.
     *
     * @param elements {@code [N * H * W, C]}
     * @param height an int64 scalar
     * @param width an int64 scalar
     * @param channels an int64 scalar
     * @param pictures int64 {@code [R, 1, 1]}
     */
    private record Pictures(Value elements, Value height, Value width, Value channels, Value pictures) {
        static Pictures of(Value x, Value pictures, TfBuilder tf) {
            var channels = tf.sizeOf(x, 1);
            var flat = tf.pack(List.of(tf.elementsOf(tf.toChannelsLast(x), 0, 3), channels), 0);
            return new Pictures(
                    tf.reshape(tf.toChannelsLast(x), flat),
                    tf.sizeOf(x, 2),
                    tf.sizeOf(x, 3),
                    channels,
                    tf.reshape(tf.cast(pictures, DType.INT64), -1, 1, 1));
        }

        /** The elements in rows {@code [R, h]} and columns {@code [R, w]}, {@code [R, h, w, C]}. */
        Value at(Value rows, Value columns, TfBuilder tf) {
            var row = tf.add(tf.mul(pictures, height), tf.expandDims(rows, 2));
            return tf.gather(elements, tf.add(tf.mul(row, width), tf.expandDims(columns, 1)), 0);
        }
    }

    /** The coordinates of one side of all regions, {@code [R]}. */
    private static Value side(Value rois, int column, TfBuilder tf) {
        return tf.gather(rois, tf.int64(column), 1);
    }

    /** RoiAlign 22: the mean, or the maximum, of points spread evenly over each bin, each mixed from four elements. */
    private static Value roiAlign(NodeView n, TfBuilder tf) {
        var x = ChannelsLast.ofRank(n, tf, n.in("X"), 4);
        var dtype = x.dtype() == DType.DOUBLE ? DType.DOUBLE : DType.FLOAT;
        var rois = tf.cast(ChannelsLast.ofRank(n, tf, n.in("rois"), 2), dtype);
        var pictures = Pictures.of(tf.cast(x, dtype), n.in("batch_indices"), tf);
        var rows = Samples.of(n, rois, 1, n.int64("output_height"), pictures.height(), tf);
        var columns = Samples.of(n, rois, 0, n.int64("output_width"), pictures.width(), tf);
        var parts = new ArrayList<Value>();
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                var weights = tf.mul(
                        tf.expandDims(rows.weights().get(i), 2),
                        tf.expandDims(columns.weights().get(j), 1));
                var elements =
                        pictures.at(rows.places().get(i), columns.places().get(j), tf);
                parts.add(tf.mul(elements, tf.expandDims(weights, 3)));
            }
        }
        var pooled = switch (n.string("mode")) {
            case "avg" -> mean(parts.stream().reduce(tf::add).orElseThrow(), rows, columns, pictures, tf);
            case "max" -> largest(parts.stream().reduce(tf::maximum).orElseThrow(), rows, columns, pictures, tf);
            default -> throw n.invalid("mode is " + n.string("mode"));
        };
        return tf.toChannelsFirst(tf.cast(pooled, x.dtype()));
    }

    private static Value mean(Value points, Samples rows, Samples columns, Pictures pictures, TfBuilder tf) {
        var sum = tf.reduce("Sum", binned(points, rows.bins(), columns.bins(), pictures, tf), false, 2, 4);
        var count = tf.mul(rows.perBin(), columns.perBin());
        return tf.div(sum, tf.reshape(tf.maximum(count, tf.like(count, 1)), -1, 1, 1, 1));
    }

    /** The largest of the weighted elements, as the definition has it; not of the mixed ones. */
    private static Value largest(Value points, Samples rows, Samples columns, Pictures pictures, TfBuilder tf) {
        var isUsed = tf.and(tf.expandDims(rows.isUsed(), 2), tf.expandDims(columns.isUsed(), 1));
        return largest(points, isUsed, rows.bins(), columns.bins(), pictures, tf);
    }

    /** The largest of the used elements of each bin; zero for a bin without any. */
    private static Value largest(
            Value elements, Value isUsed, long rowBins, long columnBins, Pictures pictures, TfBuilder tf) {
        var lowest = tf.like(elements, Double.NEGATIVE_INFINITY);
        var used = tf.select(tf.expandDims(isUsed, 3), elements, lowest);
        var largest = tf.reduce("Max", binned(used, rowBins, columnBins, pictures, tf), false, 2, 4);
        return tf.select(tf.equal(largest, lowest), tf.like(largest, 0), largest);
    }

    /** {@code [R, h, w, C]} to {@code [R, rowBins, h / rowBins, columnBins, w / columnBins, C]}. */
    private static Value binned(Value x, long rowBins, long columnBins, Pictures pictures, TfBuilder tf) {
        var sizes = List.of(
                tf.sizeOf(x, 0),
                tf.int64(rowBins),
                tf.floorDiv(tf.sizeOf(x, 1), tf.int64(rowBins)),
                tf.int64(columnBins),
                tf.floorDiv(tf.sizeOf(x, 2), tf.int64(columnBins)),
                pictures.channels());
        return tf.reshape(x, tf.pack(sizes, 0));
    }

    /**
     * The points of RoiAlign along one axis of the pictures.
     *
     * @param bins how many bins a region has
     * @param perBin how many points a bin of each region has, {@code [R]}
     * @param places the elements before and after each point, int64 {@code [R, points]}
     * @param weights their weights, {@code [R, points]}
     * @param isUsed whether a region has the point, {@code [R, points]}: the number of points is that of the largest region
     */
    private record Samples(long bins, Value perBin, List<Value> places, List<Value> weights, Value isUsed) {
        static Samples of(NodeView n, Value rois, int column, long bins, Value length, TfBuilder tf) {
            boolean halfPixel = n.string("coordinate_transformation_mode").equals("half_pixel");
            var start = bound(n, rois, column, halfPixel, tf);
            var extent = tf.sub(bound(n, rois, column + 2, halfPixel, tf), start);
            var size = halfPixel ? extent : tf.maximum(extent, tf.like(extent, 1));
            var bin = tf.div(size, bins);
            var perBin = perBin(n, bin, tf);
            var most = tf.cast(tf.maximum(tf.reduce("Max", perBin, false, 0), tf.like(perBin, 0)), DType.INT64);
            var step = tf.cast(AxisVectors.upTo(tf, most), rois.dtype());
            var perBins = tf.reshape(perBin, -1, 1, 1);
            var binSize = tf.reshape(bin, -1, 1, 1);
            var bases = tf.reshape(tf.cast(AxisVectors.upTo(tf, tf.int64(bins)), rois.dtype()), -1, 1);
            var within = tf.div(tf.mul(tf.add(step, 0.5), binSize), perBins);
            var points = tf.add(tf.add(tf.reshape(start, -1, 1, 1), tf.mul(bases, binSize)), within);
            var isUsed = tf.and(tf.less(step, perBins), tf.equal(points, points));
            return of(bins, perBin, points, isUsed, length, most, tf);
        }

        private static Value bound(NodeView n, Value rois, int column, boolean halfPixel, TfBuilder tf) {
            var scaled = tf.mul(side(rois, column, tf), n.float32("spatial_scale"));
            return halfPixel ? tf.sub(scaled, 0.5) : scaled;
        }

        /** So many as stated, or about one an element. */
        private static Value perBin(NodeView n, Value bin, TfBuilder tf) {
            long stated = n.int64("sampling_ratio");
            if (stated > 0) {
                return tf.add(tf.op("ZerosLike").in(bin).one(), stated);
            }
            return tf.maximum(tf.ceil(bin), tf.like(bin, 0));
        }

        /** Points more than one element outside count as zero; others move to the nearest element of the picture. */
        private static Samples of(
                long bins, Value perBin, Value points, Value isUsed, Value length, Value most, TfBuilder tf) {
            var real = tf.cast(length, points.dtype());
            var last = tf.sub(real, 1);
            var inside = tf.and(tf.greaterEqual(points, tf.like(points, -1)), tf.lessEqual(points, real));
            var at = tf.minimum(tf.maximum(points, tf.like(points, 0)), last);
            var before = tf.floor(at);
            var after = tf.minimum(tf.add(before, 1), last);
            var fraction = tf.sub(at, before);
            var counts = tf.and(inside, isUsed);
            var nothing = tf.like(points, 0);
            var flat = tf.pack(List.of(tf.sizeOf(perBin, 0), tf.mul(most, tf.int64(bins))), 0);
            var places = List.of(place(before, length, flat, tf), place(after, length, flat, tf));
            var weights = List.of(
                    tf.reshape(tf.select(counts, tf.sub(tf.like(fraction, 1), fraction), nothing), flat),
                    tf.reshape(tf.select(counts, fraction, nothing), flat));
            return new Samples(bins, perBin, places, weights, tf.reshape(isUsed, flat));
        }

        private static Value place(Value coordinate, Value length, Value flat, TfBuilder tf) {
            var index = tf.cast(coordinate, DType.INT64);
            var inside = tf.minimum(tf.maximum(index, tf.int64(0)), tf.sub(length, tf.int64(1)));
            return tf.reshape(inside, flat);
        }
    }

    /** MaxRoiPool 22: the largest element of each bin; bins are whole elements and overlap. */
    private static Value maxRoiPool(NodeView n, TfBuilder tf) {
        var x = ChannelsLast.ofRank(n, tf, n.in("X"), 4);
        var dtype = x.dtype() == DType.DOUBLE ? DType.DOUBLE : DType.FLOAT;
        var rois = tf.cast(ChannelsLast.ofRank(n, tf, n.in("rois"), 2), dtype);
        var pictures = Pictures.of(tf.cast(x, dtype), side(rois, 0, tf), tf);
        var bins = n.int64s("pooled_shape");
        var rows = Bins.of(n, rois, 2, bins[0], pictures.height(), tf);
        var columns = Bins.of(n, rois, 1, bins[1], pictures.width(), tf);
        var elements = pictures.at(rows.places(), columns.places(), tf);
        var isUsed = tf.and(tf.expandDims(rows.isUsed(), 2), tf.expandDims(columns.isUsed(), 1));
        var pooled = largest(elements, isUsed, bins[0], bins[1], pictures, tf);
        return tf.toChannelsFirst(tf.cast(pooled, x.dtype()));
    }

    /**
     * The elements of the bins of MaxRoiPool along one axis of the pictures.
     *
     * @param places int64 {@code [R, bins * most]}, where the largest bin has {@code most} elements
     * @param isUsed whether a bin has the element, {@code [R, bins * most]}
     */
    private record Bins(Value places, Value isUsed) {
        static Bins of(NodeView n, Value rois, int column, long bins, Value length, TfBuilder tf) {
            var first = rounded(n, rois, column, tf);
            var last = rounded(n, rois, column + 2, tf);
            var size = tf.maximum(tf.add(tf.sub(last, first), 1), tf.like(first, 1));
            var bin = tf.expandDims(tf.div(size, bins), 1);
            var index = tf.cast(AxisVectors.upTo(tf, tf.int64(bins)), rois.dtype());
            var offset = tf.expandDims(first, 1);
            var begin = clamped(tf.add(tf.floor(tf.mul(index, bin)), offset), length, tf);
            var end = clamped(tf.add(tf.ceil(tf.mul(tf.add(index, 1), bin)), offset), length, tf);
            var counts = tf.reshape(tf.sub(end, begin), -1);
            var most = tf.reduce("Max", tf.concat(List.of(counts, tf.vector(0)), 0), false, 0);
            var places = tf.add(tf.expandDims(begin, 2), AxisVectors.upTo(tf, most));
            var isUsed = tf.less(places, tf.expandDims(end, 2));
            var flat = tf.pack(List.of(tf.sizeOf(rois, 0), tf.mul(most, tf.int64(bins))), 0);
            var inside = tf.minimum(places, tf.sub(length, tf.int64(1)));
            return new Bins(tf.reshape(inside, flat), tf.reshape(isUsed, flat));
        }

        /** Rounded half away from zero. */
        private static Value rounded(NodeView n, Value rois, int column, TfBuilder tf) {
            var scaled = tf.mul(side(rois, column, tf), n.float32("spatial_scale"));
            return tf.mul(tf.unary("Sign", scaled), tf.floor(tf.add(tf.abs(scaled), 0.5)));
        }

        private static Value clamped(Value at, Value length, TfBuilder tf) {
            return tf.minimum(tf.maximum(tf.cast(at, DType.INT64), tf.int64(0)), length);
        }
    }
}
