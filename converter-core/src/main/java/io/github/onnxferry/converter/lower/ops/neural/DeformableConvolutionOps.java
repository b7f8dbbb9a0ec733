package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Convolution whose taps are moved by offsets that are computed. */
public final class DeformableConvolutionOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("DeformConv", (n, tf) -> new Deformed(n, tf).convolved())
            .build();

    private DeformableConvolutionOps() {}

    /**
     * DeformConv 22, over any number of spatial axes. Each tap of each window is sampled from the elements around it, those
     * outside being zero, {@code [N, groups of offsets, windows, taps, channels]}; one product with the filter sums taps and
     * channels.
     */
    private static final class Deformed {
        private final NodeView n;
        private final TfBuilder tf;
        private final int axes;
        private final DType result;
        private final Value x;
        private final Value filter;
        private final Value offset;
        private final long offsetGroups;
        private final long groups;
        private final List<Value> kernel;
        private final List<Value> windows;
        private final Value taps;
        private final Value places;
        private final Value batch;
        private final Value channels;

        Deformed(NodeView n, TfBuilder tf) {
            this.n = n;
            this.tf = tf;
            int rank = rank(n);
            this.axes = rank - 2;
            this.result = n.in("X").dtype();
            this.x = precise(ChannelsLast.ofRank(n, tf, n.in("X"), rank));
            this.filter = precise(ChannelsLast.ofRank(n, tf, n.in("W"), rank));
            this.offset = precise(ChannelsLast.ofRank(n, tf, n.in("offset"), rank));
            this.offsetGroups = n.int64("offset_group");
            this.groups = n.int64("group");
            this.kernel = n.optionalInt64s("kernel_shape")
                    .map(sizes -> Arrays.stream(sizes).mapToObj(tf::int64).toList())
                    .orElseGet(() -> sizes(filter));
            this.windows = sizes(offset);
            this.taps = product(kernel);
            this.places = product(windows);
            this.batch = tf.sizeOf(x, 0);
            this.channels = tf.sizeOf(x, 1);
        }

        private static int rank(NodeView n) {
            for (var formal : List.of("X", "W", "offset")) {
                if (n.in(formal).hasRank()) {
                    return n.rank(formal);
                }
            }
            return n.rank("X");
        }

        /** Halves are computed in single precision. */
        private Value precise(Value value) {
            return tf.cast(value, result == DType.DOUBLE ? DType.DOUBLE : DType.FLOAT);
        }

        private List<Value> sizes(Value value) {
            return IntStream.range(2, axes + 2)
                    .mapToObj(i -> tf.sizeOf(value, i))
                    .toList();
        }

        private Value product(List<Value> sizes) {
            return sizes.stream().reduce(tf::mul).orElseGet(() -> tf.int64(1));
        }

        private Value shape(Value... sizes) {
            return tf.pack(Arrays.asList(sizes), 0);
        }

        Value convolved() {
            var sampled = sampled(points());
            var rows = tf.transpose(sampled, 0, 2, 3, 1, 4);
            var count = tf.mul(batch, places);
            var inputs = tf.floorDiv(channels, tf.int64(groups));
            var width = tf.mul(taps, inputs);
            var outputs = tf.floorDiv(tf.sizeOf(filter, 0), tf.int64(groups));
            var weights = tf.reshape(
                    tf.transpose(tf.reshape(filter, shape(tf.int64(groups), outputs, inputs, taps)), 0, 3, 2, 1),
                    shape(tf.int64(groups), width, outputs));
            var split = tf.reshape(rows, shape(count, taps, tf.int64(groups), inputs));
            var columns = tf.reshape(tf.transpose(split, 2, 0, 1, 3), shape(tf.int64(groups), count, width));
            var products = tf.matMul(columns, weights);
            var flat = tf.reshape(
                    tf.transpose(tf.reshape(products, shape(tf.int64(groups), batch, places, outputs)), 1, 0, 3, 2),
                    resultShape());
            var sum = n.optional("B").map(b -> tf.add(flat, bias(b))).orElse(flat);
            return tf.cast(sum, result);
        }

        private Value resultShape() {
            var sizes = new ArrayList<>(List.of(batch, tf.sizeOf(filter, 0)));
            sizes.addAll(windows);
            return tf.pack(sizes, 0);
        }

        private Value bias(Value bias) {
            var sizes = new long[axes + 1];
            Arrays.fill(sizes, 1);
            sizes[0] = -1;
            return tf.reshape(precise(bias), sizes);
        }

        /** The coordinates of all taps of all windows on each axis, {@code [N, offset groups, windows, taps]}. */
        private List<Value> points() {
            var moves = tf.transpose(
                    tf.reshape(offset, shape(batch, tf.int64(offsetGroups), taps, tf.int64(axes), places)),
                    0,
                    1,
                    4,
                    2,
                    3);
            var strides = n.optionalInt64s("strides").orElseGet(this::ones);
            var dilations = n.optionalInt64s("dilations").orElseGet(this::ones);
            var pads = n.optionalInt64s("pads").orElseGet(() -> new long[2 * axes]);
            var points = new ArrayList<Value>();
            for (int axis = 0; axis < axes; axis++) {
                var begin = tf.sub(tf.mul(along(windows, axis), strides[axis]), pads[axis]);
                var step = tf.mul(along(kernel, axis), dilations[axis]);
                var regular = tf.add(tf.reshape(begin, -1, 1), tf.reshape(step, 1, -1));
                points.add(tf.add(tf.gather(moves, tf.int64(axis), 4), tf.cast(regular, moves.dtype())));
            }
            return points;
        }

        private long[] ones() {
            var ones = new long[axes];
            Arrays.fill(ones, 1);
            return ones;
        }

        /** The index on one axis of each element of a box, flattened. */
        private Value along(List<Value> sizes, int axis) {
            var shape = new long[axes];
            Arrays.fill(shape, 1);
            shape[axis] = -1;
            var indices = tf.reshape(tf.range(tf.int64(0), sizes.get(axis), tf.int64(1)), shape);
            return tf.reshape(tf.broadcastTo(indices, tf.pack(sizes, 0)), -1);
        }

        /** Linear interpolation at points, times the mask: {@code [N, offset groups, windows, taps, channels]}. */
        private Value sampled(List<Value> points) {
            var elements = product(sizes(x));
            var each = tf.floorDiv(channels, tf.int64(offsetGroups));
            var grouped = tf.reshape(x, shape(batch, tf.int64(offsetGroups), each, elements));
            var table = tf.transpose(grouped, 0, 1, 3, 2);
            var ends = points.stream().map(p -> new Ends(p, tf)).toList();
            var sum = corner(table, ends, 0);
            for (int corner = 1; corner < 1 << axes; corner++) {
                sum = tf.add(sum, corner(table, ends, corner));
            }
            var total = sum;
            return n.optional("mask").map(m -> tf.mul(total, mask(m))).orElse(total);
        }

        private Value mask(Value mask) {
            var grouped = tf.reshape(precise(mask), shape(batch, tf.int64(offsetGroups), taps, places));
            return tf.expandDims(tf.transpose(grouped, 0, 1, 3, 2), 4);
        }

        /** One of the elements around each point, weighted; bit {@code i} says which end of axis {@code i} it is at. */
        private Value corner(Value table, List<Ends> ends, int corner) {
            var index = tf.int64(0);
            var weight = tf.like(table, 1);
            for (int axis = 0; axis < axes; axis++) {
                var length = tf.sizeOf(x, axis + 2);
                boolean high = (corner >> axis & 1) == 1;
                index = tf.add(tf.mul(index, length), ends.get(axis).index(high, length));
                weight = tf.mul(weight, ends.get(axis).weight(high, length));
            }
            var picked = tf.op("GatherV2")
                    .in(table, index, tf.int64(2))
                    .attr("batch_dims", 2)
                    .one();
            return tf.op("MulNoNan").in(picked, tf.expandDims(weight, 4)).one();
        }
    }

    /** The two elements around points on one axis. */
    private static final class Ends {
        private final Value point;
        private final Value low;
        private final TfBuilder tf;

        Ends(Value point, TfBuilder tf) {
            this.point = point;
            this.low = tf.floor(point);
            this.tf = tf;
        }

        private Value place(boolean high) {
            return high ? tf.add(low, 1) : low;
        }

        private Value isInside(Value place, Value length) {
            return tf.and(tf.greaterEqual(place, tf.like(place, 0)), tf.less(place, tf.cast(length, place.dtype())));
        }

        Value index(boolean high, Value length) {
            var place = place(high);
            return tf.cast(tf.select(isInside(place, length), place, tf.like(place, 0)), DType.INT64);
        }

        Value weight(boolean high, Value length) {
            var place = place(high);
            var near = tf.sub(tf.like(place, 1), tf.abs(tf.sub(point, place)));
            return tf.select(isInside(place, length), near, tf.like(place, 0));
        }
    }
}
