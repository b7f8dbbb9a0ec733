package io.github.onnxferry.parity.data;

import io.github.onnxferry.parity.data.ValueRange.Order;
import java.util.Arrays;

/** Indices into other inputs: valid for the axis they point along, and different from each other where they are written to. */
final class IndexRules {
    private IndexRules() {}

    static void add(ValueRules rules) {
        rules.add(n -> n.ask(1, indices(n, n.attribute("axis", 0))), "Gather", "GatherElements");
        rules.add(IndexRules::scatterElements, "ScatterElements", "Scatter");
        rules.add(n -> n.ask(1, indices(n, -1)), "ArrayFeatureExtractor");
        rules.add(IndexRules::gatherNd, "GatherND");
        rules.add(IndexRules::scatterNd, "ScatterND");
        rules.add(IndexRules::oneHot, "OneHot");
        rules.add(IndexRules::maxUnpool, "MaxUnpool");
        rules.add(IndexRules::reverseSequence, "ReverseSequence");
        rules.add(IndexRules::embedding, "EmbedLayerNormalization");
    }

    private static ValueRange indices(BoundNode node, long axis) {
        return ValueRange.between(0, node.length(0, axis));
    }

    /** Without a reduction, two indices that name the same place would leave open which update stays. */
    private static void scatterElements(BoundNode node) {
        long axis = node.attribute("axis", 0);
        node.ask(1, indices(node, axis));
        var lengths = node.lengths(1).orElse(new long[0]);
        if (lengths.length == 0) {
            return;
        }
        int place = (int) Math.floorMod(axis, (long) lengths.length);
        int inner = 1;
        for (int i = place + 1; i < lengths.length; i++) {
            inner *= (int) lengths[i];
        }
        int along = (int) lengths[place];
        var values = new long[node.count(1)];
        for (int start = 0; start < values.length; start += inner * along) {
            for (int column = 0; column < inner; column++) {
                var different = node.distinct(along, node.length(0, axis));
                for (int i = 0; i < along; i++) {
                    values[start + i * inner + column] = different[i % Math.max(1, different.length)];
                }
            }
        }
        node.set(1, values);
    }

    /** The indices of a tuple, one an axis. */
    private static void gatherNd(BoundNode node) {
        int batch = (int) node.attribute("batch_dims", 0);
        shortest(node, batch);
        tuples(node, batch, false);
    }

    private static void scatterNd(BoundNode node) {
        shortest(node, 0);
        tuples(node, 0, true);
    }

    /** For indices that come in some other way: valid on each of the axes. */
    private static void shortest(BoundNode node, int batch) {
        var lengths = node.lengths(0).orElse(new long[] {1});
        node.ask(
                1,
                ValueRange.between(0, Arrays.stream(lengths).skip(batch).min().orElse(1)));
    }

    private static void tuples(BoundNode node, int batch, boolean different) {
        var data = node.lengths(0).orElse(new long[0]);
        var lengths = node.lengths(1).orElse(new long[0]);
        int width = lengths.length == 0 ? 0 : (int) lengths[lengths.length - 1];
        if (width == 0 || batch + width > data.length) {
            return;
        }
        long places = 1;
        for (int i = 0; i < width; i++) {
            places *= data[batch + i];
        }
        int count = node.count(1) / width;
        var flat = different ? node.distinct(count, places) : new long[0];
        var values = new long[count * width];
        for (int i = 0; i < count && places > 0; i++) {
            long place = i < flat.length ? flat[i] : node.draw(0, places);
            for (int j = width - 1; j >= 0; j--) {
                values[i * width + j] = place % data[batch + j];
                place /= data[batch + j];
            }
        }
        node.set(1, values);
    }

    private static void oneHot(BoundNode node) {
        long axis = node.attribute("axis", -1);
        long depth = node.integers(1)
                .map(d -> d[0])
                .orElseGet(() -> node.output(0)
                        .filter(l -> l.length > 0)
                        .map(l -> l[(int) Math.floorMod(axis, (long) l.length)])
                        .orElse(node.draw(2, 6)));
        node.ask(0, ValueRange.between(-depth, depth));
        node.set(1, depth);
        node.set(2, 0, node.draw(1, 6));
    }

    /** The places that a MaxPool of non-overlapping windows gives back: one inside of each window. */
    private static void maxUnpool(BoundNode node) {
        long top = node.lengths(0)
                .map(l -> Arrays.stream(l).reduce(1, (a, b) -> a * b))
                .orElse(1L);
        node.ask(1, ValueRange.between(0, top));
        node.set(1, node.distinct(node.count(1), top));
        node.output(0).ifPresent(l -> node.set(2, l));
    }

    private static void reverseSequence(BoundNode node) {
        node.ask(1, ValueRange.between(1, node.length(0, node.attribute("time_axis", 0)) + 1));
    }

    /** Words, segments and the mask of the contributed layer: {@code (words, segments, 3 tables, 2 norms, mask)}. */
    private static void embedding(BoundNode node) {
        node.ask(0, ValueRange.between(0, node.length(2, 0)));
        node.ask(1, ValueRange.between(0, node.length(4, 0)));
        node.ask(7, MaskRules.MASK.in(Order.LED));
        node.ask(8, ValueRange.between(0, node.length(3, 0)));
    }
}
