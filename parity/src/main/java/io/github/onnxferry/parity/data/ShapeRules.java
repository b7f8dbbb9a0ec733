package io.github.onnxferry.parity.data;

import java.util.Arrays;

/** Shapes that are fed: those of the stated output, or else drawn so that the elements fit. */
final class ShapeRules {
    private static final int SMALL = 4;

    private ShapeRules() {}

    static void add(ValueRules rules) {
        rules.add(ShapeRules::reshape, "Reshape");
        rules.add(ShapeRules::expand, "Expand");
        rules.add(n -> n.set(0, n.output(0).orElseGet(() -> small(n, n.count(0)))), "ConstantOfShape");
        rules.add(ShapeRules::tile, "Tile");
        rules.add(ShapeRules::centre, "CenterCropPad");
        rules.add(n -> n.set(1, n.draw(-2, 3)), "Trilu");
        rules.add(ShapeRules::range, "Range");
    }

    private static long[] small(BoundNode node, int count) {
        var lengths = new long[count];
        Arrays.setAll(lengths, i -> node.draw(1, SMALL));
        return lengths;
    }

    /** All elements in another shape; one length may be left to the operator. */
    private static void reshape(BoundNode node) {
        int rank = node.count(1);
        if (node.lengths(0).isEmpty() || !node.has(1)) {
            return;
        }
        long elements = node.count(0);
        var shape = node.output(0)
                .filter(l -> l.length == rank)
                .orElseGet(() -> factors(node, elements, rank))
                .clone();
        if (elements > 0 && rank > 0 && node.random().nextBoolean()) {
            shape[node.random().nextInt(rank)] = -1;
        }
        node.set(1, shape);
    }

    /** Lengths whose product is a number. */
    private static long[] factors(BoundNode node, long product, int count) {
        var lengths = new long[count];
        Arrays.fill(lengths, 1);
        long rest = product;
        for (long factor = 2; count > 0 && rest > 1; factor++) {
            while (rest % factor == 0 || factor * factor > rest) {
                long prime = rest % factor == 0 ? factor : rest;
                lengths[node.random().nextInt(count)] *= prime;
                rest /= prime;
                if (rest == 1) {
                    break;
                }
            }
        }
        if (product == 0 && count > 0) {
            lengths[0] = 0;
        }
        return lengths;
    }

    /** Shapes broadcast both ways: a length of the data may also be asked for as 1. */
    private static void expand(BoundNode node) {
        int rank = node.count(1);
        var lengths = node.lengths(0);
        if (lengths.isEmpty() || !node.has(1)) {
            return;
        }
        int shift = lengths.get().length - rank;
        var expected = node.output(0);
        var shape = new long[rank];
        for (int i = 0; i < rank; i++) {
            long own = i + shift >= 0 ? lengths.get()[i + shift] : 1;
            long drawn = own == 1 ? node.draw(1, SMALL) : own;
            long result = expected.filter(l -> l.length >= rank).isPresent()
                    ? expected.get()[expected.get().length - rank + i]
                    : drawn;
            shape[i] = result == own && node.random().nextInt(SMALL) == 0 ? 1 : result;
        }
        node.set(1, shape);
    }

    private static void tile(BoundNode node) {
        var lengths = node.lengths(0);
        if (lengths.isEmpty()) {
            return;
        }
        var repeats = small(node, lengths.get().length);
        node.output(0).filter(l -> l.length == repeats.length).ifPresent(out -> {
            for (int i = 0; i < repeats.length; i++) {
                repeats[i] = lengths.get()[i] == 0 ? 1 : out[i] / lengths.get()[i];
            }
        });
        node.set(1, repeats);
    }

    private static void centre(BoundNode node) {
        var lengths = node.lengths(0).orElse(new long[0]);
        var axes = node.attributes("axes").orElseGet(() -> {
            var all = new long[lengths.length];
            Arrays.setAll(all, i -> i);
            return all;
        });
        var shape = new long[axes.length];
        for (int i = 0; i < axes.length && lengths.length > 0; i++) {
            int axis = (int) Math.floorMod(axes[i], (long) lengths.length);
            shape[i] = node.output(0).map(l -> l[axis]).orElse(node.draw(1, lengths[axis] + 3));
        }
        node.set(1, shape);
    }

    /** A start, a limit and a step that reaches it in a few steps. */
    private static void range(BoundNode node) {
        long steps = node.output(0).filter(l -> l.length == 1).map(l -> l[0]).orElse(node.draw(2, 8));
        double delta = node.constant(2).map(t -> t.getDouble(0)).orElse((double)
                (node.random().nextBoolean() ? node.draw(1, 4) : -node.draw(1, 4)));
        double start = node.constant(0).map(t -> t.getDouble(0)).orElse((double) node.draw(-3, 10));
        node.set(0, start);
        node.set(1, start + steps * delta);
        node.set(2, delta);
    }
}
