package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.lower.Sequence.Component;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * One tensor of each item of a sequence, packed: the elements of all one after another, and the shape of each. So a
 * sequence is two plain tensors, moves through loops and signatures, and is cut and joined without a loop.
 *
 * @param component what is known of the items
 * @param flat the elements of all items, {@code [total]}
 * @param shapes the shape of each item, int64 {@code [items, rank]}; where ranks differ, shorter shapes end in -1
 */
public record Column(Component component, Value flat, Value shapes) {
    private static final int ABSENT = -1;

    /** Packs tensors. */
    static Column of(Component component, List<Value> items, TfBuilder tf) {
        if (items.isEmpty()) {
            int rank = component.rank().orElse(0);
            return new Column(
                    component,
                    tf.fill(tf.vector(0), zero(component.dtype(), tf)),
                    tf.constant(Tensor.ofLongs(DType.INT64, new long[] {0, rank})));
        }
        var flat = items.stream().map(v -> tf.reshape(v, -1)).toList();
        var joined = flat.size() == 1 ? flat.get(0) : tf.concat(flat, 0);
        var rows = items.stream().map(tf::shapeOf).toList();
        if (component.rank().isEmpty()) {
            var longest =
                    rows.stream().map(r -> tf.sizeOf(r, 0)).reduce(tf::maximum).orElseThrow();
            rows = rows.stream().map(r -> widened(r, longest, tf)).toList();
        }
        return new Column(component, joined, tf.pack(rows, 0));
    }

    /** What fills places that nothing reads. */
    static Value zero(DType dtype, TfBuilder tf) {
        return dtype == DType.STRING
                ? tf.constant(Tensor.ofStrings(new long[0], List.of(new byte[0])))
                : tf.as(tf.scalar(dtype.carrier(), 0), dtype);
    }

    /** The number of items, an int64 scalar. */
    Value length(TfBuilder tf) {
        return tf.sizeOf(shapes, 0);
    }

    /** The number of elements of each item, int64 {@code [items]}. */
    public Value sizes(TfBuilder tf) {
        var lengths =
                component.rank().isPresent() ? shapes : tf.select(tf.less(shapes, tf.int64(0)), tf.int64(1), shapes);
        return tf.reduce("Prod", lengths, false, 1);
    }

    /** Where items start in the flat tensor, and where the last ends, int64 {@code [items + 1]}. */
    public Value bounds(TfBuilder tf) {
        var ends = tf.op("Cumsum").in(sizes(tf), tf.int32(0)).one();
        return tf.concat(List.of(tf.vector(0), ends), 0);
    }

    /** The tensor of one item. */
    Value at(Value position, TfBuilder tf) {
        var row = tf.gather(shapes, position, 0);
        var sizes = component.rank().isPresent() ? row : present(row, tf);
        var start = tf.gather(bounds(tf), position, 0);
        var count = tf.gather(sizes(tf), position, 0);
        var elements = tf.op("Slice")
                .in(flat, tf.reshape(start, 1), tf.reshape(count, 1))
                .shapes(Shape.of(tf.unknownDim()))
                .one();
        return tf.op("Reshape").in(elements, sizes).shapes(itemShape(tf)).one();
    }

    /** With an item put before a position between 0 and the length; TensorFlow refuses any other. */
    Column insert(Value position, Value item, TfBuilder tf) {
        var together = component.or(new Component(component.dtype(), java.util.Optional.of(item.shape())));
        var row = tf.expandDims(tf.shapeOf(item), 0);
        Value others = shapes;
        if (together.rank().isEmpty() || component.rank().isEmpty()) {
            var width = tf.maximum(tf.sizeOf(shapes, 1), tf.sizeOf(row, 1));
            row = widened(row, width, tf);
            others = widened(shapes, width, tf);
        }
        var start = tf.gather(bounds(tf), position, 0);
        return new Column(
                together,
                tf.concat(List.of(before(flat, start, tf), tf.reshape(item, -1), from(flat, start, tf)), 0),
                tf.concat(List.of(before(others, position, tf), row, from(others, position, tf)), 0));
    }

    /** Without one item. */
    Column erase(Value position, TfBuilder tf) {
        var bounds = bounds(tf);
        var next = tf.add(position, tf.int64(1));
        var start = tf.gather(bounds, position, 0);
        var end = tf.gather(bounds, next, 0);
        return new Column(
                component,
                tf.concat(List.of(before(flat, start, tf), from(flat, end, tf)), 0),
                tf.concat(List.of(before(shapes, position, tf), from(shapes, next, tf)), 0));
    }

    /** The same items under weaker knowledge. */
    Column as(Component other, TfBuilder tf) {
        if (component.shape().isEmpty() && other.rank().isPresent()) {
            return of(other, List.of(), tf);
        }
        return new Column(other, flat, shapes);
    }

    /** The shape of an item as far as all share it. */
    public Shape itemShape(TfBuilder tf) {
        return Shapes.named(component.shape().orElse(Shape.unknown()), tf::unknownDim);
    }

    private static Value before(Value x, Value position, TfBuilder tf) {
        return slice(x, tf.int64(0), position, tf);
    }

    private static Value from(Value x, Value position, TfBuilder tf) {
        return slice(x, position, tf.sub(tf.sizeOf(x, 0), position), tf);
    }

    /** Some entries of the first axis; TensorFlow refuses those that there are not. */
    private static Value slice(Value x, Value start, Value count, TfBuilder tf) {
        var begin = new ArrayList<>(List.of(tf.reshape(start, 1)));
        var size = new ArrayList<>(List.of(tf.reshape(count, 1)));
        var dims = new ArrayList<Dim>(List.of(tf.unknownDim()));
        for (int axis = 1; axis < x.rank(); axis++) {
            begin.add(tf.vector(0));
            size.add(tf.vector(-1));
            dims.add(x.dim(axis));
        }
        return tf.op("Slice")
                .in(x, tf.concat(begin, 0), tf.concat(size, 0))
                .shapes(Shape.of(dims))
                .one();
    }

    /** The lengths of a row that stand for an axis. */
    private static Value present(Value row, TfBuilder tf) {
        var count = tf.reduce("Sum", tf.cast(tf.greaterEqual(row, tf.int64(0)), DType.INT64), false, 0);
        return before(row, count, tf);
    }

    /** Shapes filled up with -1 at the end of their last axis. */
    private static Value widened(Value shapes, Value width, TfBuilder tf) {
        var missing = tf.sub(width, tf.sizeOf(shapes, -1));
        var zero = tf.vector(0);
        var last = tf.concat(List.of(zero, tf.reshape(missing, 1)), 0);
        var pads = shapes.rank() == 1 ? List.of(last) : List.of(tf.vector(0, 0), last);
        return tf.op("PadV2")
                .in(shapes, tf.pack(pads, 0), tf.int64(ABSENT))
                .shapes(shapes.shape().with(-1, tf.unknownDim()))
                .one();
    }
}
