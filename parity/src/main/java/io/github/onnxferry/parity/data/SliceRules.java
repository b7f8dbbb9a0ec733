package io.github.onnxferry.parity.data;

import io.github.onnxferry.parity.data.ValueRange.Order;
import java.util.Arrays;
import java.util.Optional;

/** Parts of axes that are fed: starts and ends, pads, sizes of splits, how many of the largest. */
final class SliceRules {
    private static final int FEW = 4;

    private SliceRules() {}

    static void add(ValueRules rules) {
        rules.add(SliceRules::slice, "Slice");
        rules.add(SliceRules::pad, "Pad");
        rules.add(SliceRules::split, "Split");
        rules.add(SliceRules::splitToSequence, "SplitToSequence");
        rules.add(SliceRules::topK, "TopK");
    }

    /** {@code (data, starts, ends, axes, steps)}. */
    private static void slice(BoundNode node) {
        var lengths = node.lengths(0);
        int count = Math.max(node.count(1), node.integers(1).map(v -> v.length).orElse(0));
        if (lengths.isEmpty() || lengths.get().length == 0 || count == 0 || count > lengths.get().length) {
            // The slices of bags: each begins where the one before ends.
            var rising = ValueRange.between(0, node.length(0, 0) + 1).in(Order.RISING);
            node.ask(1, rising);
            node.ask(2, rising);
            return;
        }
        var axes = axes(node, count, lengths.get());
        var starts = new long[count];
        var ends = new long[count];
        var steps = new long[count];
        for (int i = 0; i < count; i++) {
            int axis = (int) Math.floorMod(axes[i], (long) lengths.get().length);
            int place = i;
            long stated = node.integers(4).map(v -> v[place]).orElse(0L);
            long[] part = part(node, lengths.get()[axis], node.output(0).map(o -> o[axis]), stated);
            starts[i] = part[0];
            ends[i] = part[1];
            steps[i] = part[2];
        }
        node.set(1, starts);
        node.set(2, ends);
        node.set(3, axes);
        node.set(4, steps);
    }

    /** Axes whose lengths change come first, for the others can be taken whole. */
    private static long[] axes(BoundNode node, int count, long[] lengths) {
        var stated = node.integers(3);
        if (stated.isPresent()) {
            return stated.get();
        }
        var axes = new long[count];
        Arrays.setAll(axes, i -> i);
        if (!node.has(3)) {
            return axes;
        }
        var order = node.distinct(lengths.length, lengths.length);
        var output = node.output(0);
        var sorted = Arrays.stream(order)
                .boxed()
                .sorted((a, b) -> Boolean.compare(
                        output.filter(o -> o[b.intValue()] != lengths[b.intValue()])
                                .isPresent(),
                        output.filter(o -> o[a.intValue()] != lengths[a.intValue()])
                                .isPresent()))
                .mapToLong(Long::longValue)
                .toArray();
        return Arrays.copyOf(sorted, count);
    }

    /** Start, end and step of a slice of an axis, forwards or backwards, with as many elements as are expected. */
    private static long[] part(BoundNode node, long length, Optional<Long> expected, long stated) {
        boolean free = node.has(4) && stated == 0;
        long step =
                stated != 0 ? stated : free ? node.draw(1, 3) * (node.random().nextBoolean() ? 1 : -1) : 1;
        long stride = Math.abs(step);
        long taken = expected.orElse(node.draw(1, (length + stride - 1) / stride + 1));
        if (free && (taken - 1) * stride + 1 > length) {
            stride = 1;
            step = Long.signum(step);
        }
        long span = taken == 0 ? 0 : (taken - 1) * stride + 1;
        long first = node.draw(0, Math.max(0, length - span) + 1);
        if (step > 0) {
            return new long[] {first, first + span, step};
        }
        // An end below 0 counts from the end of the axis: what lies before its start is -length - 1.
        long start = first + span - 1;
        long end = first - 1;
        return new long[] {start, end < 0 ? -length - 1 : end, step};
    }

    /** {@code (data, pads, value, axes)}: begins of all axes, then ends. */
    private static void pad(BoundNode node) {
        var lengths = node.lengths(0);
        if (lengths.isEmpty() || !node.has(1)) {
            return;
        }
        int count = node.count(1) / 2;
        var all = new long[count];
        Arrays.setAll(all, i -> i);
        var axes = node.integers(3).orElseGet(() -> node.has(3) ? node.distinct(count, lengths.get().length) : all);
        var pads = new long[2 * count];
        boolean constant = node.attribute("mode", "constant").equals("constant");
        for (int i = 0; i < count && axes.length == count; i++) {
            int axis = (int) Math.floorMod(axes[i], (long) lengths.get().length);
            long length = lengths.get()[axis];
            long most = constant ? FEW : Math.min(FEW, length);
            long grown = node.output(0).map(o -> o[axis] - length).orElse(node.draw(0, most) + node.draw(0, most));
            long begin = grown < 0 ? 0 : node.draw(Math.max(0, grown - most), Math.min(grown, most) + 1);
            pads[i] = begin;
            pads[count + i] = grown - begin;
        }
        node.set(1, pads);
        node.set(3, axes);
    }

    private static void split(BoundNode node) {
        if (node.lengths(0).isEmpty() || !node.has(1)) {
            return;
        }
        long axis = node.attribute("axis", 0);
        var sizes = parts(node, node.length(0, axis), node.count(1));
        for (int i = 0; i < sizes.length; i++) {
            int rank = node.lengths(0).get().length;
            var stated = node.output(i).filter(l -> l.length == rank);
            if (stated.isEmpty()) {
                node.set(1, parts(node, node.length(0, axis), node.count(1)));
                return;
            }
            sizes[i] = stated.get()[(int) Math.floorMod(axis, (long) rank)];
        }
        node.set(1, sizes);
    }

    private static void splitToSequence(BoundNode node) {
        long length = node.length(0, node.attribute("axis", 0));
        boolean scalar = node.lengths(1).filter(l -> l.length == 0).isPresent();
        node.set(1, scalar ? new long[] {node.draw(1, length + 1)} : parts(node, length, node.count(1)));
    }

    /** Lengths that add up, none of them 0 if there is enough for all. */
    private static long[] parts(BoundNode node, long total, int count) {
        var parts = new long[count];
        long least = count > 0 && total >= count ? 1 : 0;
        Arrays.fill(parts, least);
        for (long i = least * count; i < total && count > 0; i++) {
            parts[node.random().nextInt(count)]++;
        }
        return parts;
    }

    private static void topK(BoundNode node) {
        long axis = node.attribute("axis", -1);
        long length = node.length(0, axis);
        long taken = node.output(0)
                .filter(l -> l.length > 0)
                .map(l -> l[(int) Math.floorMod(axis, (long) l.length)])
                .orElse(node.draw(1, Math.min(length, FEW) + 1));
        node.ask(1, ValueRange.between(1, 1 + Math.min(length, FEW)));
        node.set(1, taken);
    }
}
