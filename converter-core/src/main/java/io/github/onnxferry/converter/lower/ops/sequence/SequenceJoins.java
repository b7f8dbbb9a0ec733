package io.github.onnxferry.converter.lower.ops.sequence;

import io.github.onnxferry.converter.lower.Column;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Operand;
import io.github.onnxferry.converter.lower.Sequence;
import io.github.onnxferry.converter.lower.Sequence.Component;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From a sequence of tensors to one tensor, and back. */
final class SequenceJoins {
    /** A tensor is cut into known items up to this many; more are cut at run time. */
    private static final int MAX_KNOWN = 1024;

    private SequenceJoins() {}

    /** ConcatFromSequence 11: along an axis that the items have, or along a new one. */
    static Value concat(NodeView n, TfBuilder tf) {
        var sequence = SequenceOps.sequence(n, "input_sequence");
        long axis = n.int64("axis");
        boolean stacks = n.flag("new_axis");
        if (sequence instanceof Sequence.Known known && !known.items().isEmpty()) {
            var items = known.components();
            int rank = n.rank(items.get(0), "the items");
            return stacks ? tf.pack(items, n.axis(axis, rank + 1)) : tf.concat(items, n.axis(axis, rank));
        }
        var column = sequence.packed(tf).columns().get(0);
        var rank = column.itemShape(tf).hasRank()
                ? Optional.of(column.itemShape(tf).rank())
                : Optional.<Integer>empty();
        rank.ifPresent(r -> n.axis(axis, stacks ? r + 1 : r));
        var first = tf.gather(column.shapes(), tf.int64(0), 0);
        var place = place(axis, stacks ? tf.add(tf.sizeOf(first, 0), tf.int64(1)) : tf.sizeOf(first, 0), tf);
        return stacks ? stacked(column, first, place, axis, tf) : joined(column, first, place, axis, tf);
    }

    /** An axis counted from the front, for a rank that may be known at run time only. */
    private static Value place(long axis, Value rank, TfBuilder tf) {
        return axis >= 0 ? tf.int64(axis) : tf.add(rank, tf.int64(axis));
    }

    /** All items have the shape of the first: {@code [items, outer, inner]} with the first two axes exchanged. */
    private static Value stacked(Column column, Value first, Value axis, long stated, TfBuilder tf) {
        var count = tf.sizeOf(column.shapes(), 0);
        var before = slice(first, tf.int64(0), axis, tf);
        var after = slice(first, axis, tf.sub(tf.sizeOf(first, 0), axis), tf);
        var sizes = tf.concat(List.of(before, tf.reshape(count, 1), after), 0);
        var shape = column.itemShape(tf);
        if (shape.hasRank()) {
            var dims = new ArrayList<>(shape.dims());
            dims.add((int) (stated < 0 ? stated + shape.rank() + 1 : stated), tf.unknownDim());
            shape = Shape.of(dims);
        }
        var blocks = tf.reshape(column.flat(), tf.pack(List.of(count, product(before, tf), product(after, tf)), 0));
        return tf.op("Reshape")
                .in(tf.transpose(blocks, 1, 0, 2), sizes)
                .shapes(shape)
                .one();
    }

    /**
     * Each item is {@code [outer, width]}, where the width of items may differ. Element {@code (o, c)} of the result comes
     * from the item under which column {@code c} falls.
     */
    private static Value joined(Column column, Value first, Value axis, long stated, TfBuilder tf) {
        var one = tf.int64(1);
        var before = slice(first, tf.int64(0), axis, tf);
        var next = tf.add(axis, one);
        var after = slice(first, next, tf.sub(tf.sizeOf(first, 0), next), tf);
        var lengths = tf.gather(column.shapes(), axis, 1);
        var sizes = tf.concat(List.of(before, tf.reshape(tf.reduce("Sum", lengths, false, 0), 1), after), 0);
        var shape = joinedShape(column.itemShape(tf), stated, tf);
        if (stated == 0 || (shape.hasRank() && stated + shape.rank() == 0)) {
            return tf.op("Reshape").in(column.flat(), sizes).shapes(shape).one();
        }
        var widths = tf.mul(lengths, product(after, tf));
        var ends = cumsum(widths, tf);
        var columns = tf.range(tf.int64(0), tf.reduce("Sum", widths, false, 0), one);
        var item = owner(ends, columns, tf);
        var within = tf.sub(columns, tf.gather(tf.sub(ends, widths), item, 0));
        var start = tf.add(tf.gather(column.bounds(tf), item, 0), within);
        var rows = tf.range(tf.int64(0), product(before, tf), one);
        var offsets = tf.mul(tf.expandDims(rows, 1), tf.expandDims(tf.gather(widths, item, 0), 0));
        var places = tf.add(offsets, tf.expandDims(start, 0));
        return tf.op("Reshape")
                .in(tf.gather(column.flat(), places, 0), sizes)
                .shapes(shape)
                .one();
    }

    private static Shape joinedShape(Shape item, long axis, TfBuilder tf) {
        return item.hasRank() ? item.with((int) axis, tf.unknownDim()) : item;
    }

    /** SplitToSequence 24: into parts of one length, of given lengths, or, without {@code split}, into single entries. */
    static Operand split(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        int axis = n.axis("axis", n.rank("input"));
        var split = n.optional("split").map(s -> tf.cast(s, DType.INT64));
        boolean squeezes = split.isEmpty() && !n.flag("keepdims");
        var known = lengths(n, x.dim(axis), split);
        if (known.isPresent() && known.get().length <= MAX_KNOWN) {
            return cut(x, axis, known.get(), squeezes, tf);
        }
        var extent = tf.sizeOf(x, axis);
        Value lengths;
        if (split.isEmpty()) {
            lengths = tf.fill(tf.reshape(extent, 1), tf.int64(1));
        } else if (n.rank(split.get(), "split") == 1) {
            lengths = split.get();
        } else {
            var part = split.get();
            var starts = tf.range(tf.int64(0), extent, part);
            lengths = tf.minimum(part, tf.sub(extent, starts));
        }
        return new Sequence.Packed(List.of(parts(x, axis, lengths, squeezes, tf)));
    }

    /** The lengths of the parts, if they are known. */
    private static Optional<long[]> lengths(NodeView n, Dim extent, Optional<Value> split) {
        if (split.isPresent() && n.rank(split.get(), "split") == 1) {
            return split.get().constant().map(t -> t.longs());
        }
        if (!extent.isKnown() || split.filter(s -> !s.isConstant()).isPresent()) {
            return Optional.empty();
        }
        long part = split.flatMap(Value::constant).map(t -> t.getLong(0)).orElse(1L);
        if (part < 1) {
            throw n.invalid("it splits into parts of length " + part);
        }
        long count = (extent.value() + part - 1) / part;
        if (count > MAX_KNOWN) {
            return Optional.empty();
        }
        var lengths = new long[(int) count];
        for (int i = 0; i < count; i++) {
            lengths[i] = Math.min(part, extent.value() - i * part);
        }
        return Optional.of(lengths);
    }

    private static Operand cut(Value x, int axis, long[] lengths, boolean squeezes, TfBuilder tf) {
        var items = new ArrayList<Value>();
        long from = 0;
        for (long length : lengths) {
            var part = tf.sliceAxis(x, axis, from, from + length);
            items.add(squeezes ? tf.squeeze(part, axis) : part);
            from += length;
        }
        return Sequence.Known.ofTensors(x.dtype(), items);
    }

    /**
     * Parts of lengths that are known at run time only. The elements of a part {@code [outer, length, inner]} lie together;
     * each is found from the part that owns its place.
     */
    private static Column parts(Value x, int axis, Value lengths, boolean squeezes, TfBuilder tf) {
        var outer = tf.elementsOf(x, 0, axis);
        var inner = tf.elementsOf(x, axis + 1, x.rank());
        var sizes = tf.mul(lengths, tf.mul(outer, inner));
        var ends = cumsum(sizes, tf);
        var places = tf.range(tf.int64(0), tf.reduce("Sum", sizes, false, 0), tf.int64(1));
        var part = owner(ends, places, tf);
        var within = tf.sub(places, tf.gather(tf.sub(ends, sizes), part, 0));
        var widths = tf.gather(tf.mul(lengths, inner), part, 0);
        var starts = tf.gather(tf.mul(tf.sub(cumsum(lengths, tf), lengths), inner), part, 0);
        var row = tf.floorDiv(within, widths);
        var column = tf.floorMod(within, widths);
        var whole = tf.mul(tf.sizeOf(x, axis), inner);
        var source = tf.add(tf.add(tf.mul(row, whole), starts), column);
        var flat = tf.gather(tf.reshape(x, -1), source, 0);

        var count = tf.sizeOf(lengths, 0);
        var rows = new ArrayList<Value>();
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < x.rank(); i++) {
            if (i != axis) {
                rows.add(tf.fill(tf.reshape(count, 1), tf.sizeOf(x, i)));
                dims.add(x.dim(i));
            } else if (!squeezes) {
                rows.add(lengths);
                dims.add(tf.unknownDim());
            }
        }
        var shapes = rows.isEmpty() ? tf.fill(tf.pack(List.of(count, tf.int64(0)), 0), tf.int64(0)) : tf.pack(rows, 1);
        return new Column(Component.stated(x.dtype(), Shape.of(dims)), flat, shapes);
    }

    /** For each place, which of the stretches that end at {@code ends} it lies in. */
    private static Value owner(Value ends, Value places, TfBuilder tf) {
        var found = tf.op("UpperBound")
                .in(tf.expandDims(ends, 0), tf.expandDims(places, 0))
                .attr("out_type", DType.INT64)
                .shapes(Shape.of(Dim.of(1), places.dim(0)))
                .one();
        return tf.squeeze(found, 0);
    }

    private static Value cumsum(Value x, TfBuilder tf) {
        return tf.op("Cumsum").in(x, tf.int32(0)).one();
    }

    private static Value product(Value lengths, TfBuilder tf) {
        return tf.reduce("Prod", lengths, false, 0);
    }

    private static Value slice(Value vector, Value start, Value count, TfBuilder tf) {
        return tf.op("Slice")
                .in(vector, tf.reshape(start, 1), tf.reshape(count, 1))
                .shapes(Shape.of(tf.unknownDim()))
                .one();
    }
}
