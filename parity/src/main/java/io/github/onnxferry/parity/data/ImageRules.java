package io.github.onnxferry.parity.data;

import java.util.Arrays;

/** Sizes, regions, boxes and grids of pictures. */
final class ImageRules {
    private static final int TRIALS = 400;

    private ImageRules() {}

    static void add(ValueRules rules) {
        rules.add(ImageRules::resize, "Resize", "Upsample");
        rules.add(ImageRules::regions, "RoiAlign");
        rules.add(ImageRules::boxes, "NonMaxSuppression");
        rules.add(n -> n.ask(1, ValueRange.reals(-1.2, 1.2)), "GridSample");
        rules.add(ImageRules::affine, "AffineGrid");
        rules.add(ImageRules::columns, "Col2Im");
    }

    /** {@code (picture, region, scales, sizes)}; in older forms {@code (picture, scales)}. */
    private static void resize(BoundNode node) {
        var lengths = node.lengths(0);
        if (lengths.isEmpty()) {
            return;
        }
        int scales = node.node().inputs().size() == 2 ? 1 : 2;
        int rank = lengths.get().length;
        var axes = node.attributes("axes").orElseGet(() -> {
            var all = new long[rank];
            Arrays.setAll(all, i -> i);
            return all;
        });
        var factors = new double[axes.length];
        var sizes = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            int axis = (int) Math.floorMod(axes[i], (long) rank);
            long length = lengths.get()[axis];
            boolean whole = rank > 2 && axis < 2;
            long drawn = whole ? length : node.draw(Math.max(1, length / 2), 2 * length + 1);
            sizes[i] = node.output(0)
                    .filter(l -> l.length == rank)
                    .map(l -> l[axis])
                    .orElse(drawn);
            // A quarter of a pixel keeps rounding from losing the last one.
            factors[i] = length == 0 || sizes[i] % length == 0
                    ? sizes[i] / Math.max(1.0, length)
                    : (sizes[i] + 0.25) / length;
        }
        node.set(scales, factors);
        if (scales == 2) {
            node.set(3, sizes);
            region(node, axes.length);
        }
    }

    private static void region(BoundNode node, int axes) {
        var region = new double[2 * axes];
        for (int i = 0; i < axes; i++) {
            region[i] = 0.3 * node.random().nextDouble();
            region[axes + i] = 1 - 0.3 * node.random().nextDouble();
        }
        node.set(1, region);
    }

    /** {@code (picture, regions [n, 4] as x1, y1, x2, y2, pictures [n])}. */
    private static void regions(BoundNode node) {
        node.ask(1, ValueRange.reals(0, node.length(0, -1)));
        node.ask(2, ValueRange.between(0, node.length(0, 0)));
        int count = node.count(1) / 4;
        double scale = node.attribute("spatial_scale", 1f);
        node.set(1, corners(node, count, node.length(0, -1) / scale, node.length(0, -2) / scale));
    }

    /** {@code (boxes [pictures, n, 4], scores, how many, overlap, least score)}; boxes by corners or by centres. */
    private static void boxes(BoundNode node) {
        node.ask(1, ValueRange.reals(0, 1));
        node.set(2, node.draw(1, 5));
        node.set(3, 0.3 + 0.4 * node.random().nextDouble());
        node.set(4, 0.2 * node.random().nextDouble());
        node.ask(0, ValueRange.reals(0.05, 1));
        if (node.attribute("center_point_box", 0) == 0) {
            node.set(0, corners(node, node.count(0) / 4, 1, 1));
        }
    }

    private static double[] corners(BoundNode node, int count, double width, double height) {
        var corners = new double[4 * count];
        for (int i = 0; i < count; i++) {
            for (int axis = 0; axis < 2; axis++) {
                double extent = axis == 0 ? width : height;
                double low = 0.5 * extent * node.random().nextDouble();
                corners[4 * i + axis] = low;
                corners[4 * i + 2 + axis] =
                        low + extent * (0.1 + 0.4 * node.random().nextDouble());
            }
        }
        return corners;
    }

    /** {@code (matrices [N, 2, 3] or [N, 3, 4], size [N, C, H, W] or [N, C, D, H, W])}. */
    private static void affine(BoundNode node) {
        int count = node.count(1);
        var size = new long[count];
        Arrays.setAll(size, i -> i == 0 ? node.length(0, 0) : node.draw(1, 6));
        node.output(0).filter(l -> l.length == count).ifPresent(l -> System.arraycopy(l, 1, size, 2, count - 2));
        node.set(1, size);
    }

    /** {@code (columns [N, C * block, L], picture, block)}: a block that covers the picture in L places. */
    private static void columns(BoundNode node) {
        var lengths = node.lengths(0);
        int axes = node.count(2);
        if (lengths.isEmpty() || lengths.get().length != 3 || axes == 0) {
            return;
        }
        var picture = new long[axes];
        var block = new long[axes];
        for (int trial = 0; trial < TRIALS; trial++) {
            for (int i = 0; i < axes; i++) {
                int axis = i;
                picture[i] = node.output(0)
                        .filter(l -> l.length == axes + 2)
                        .map(l -> l[2 + axis])
                        .orElse(node.draw(1, 13));
                block[i] = node.draw(1, 7);
            }
            long channels = node.output(0).map(l -> l[1]).orElse(0L);
            long covered = Arrays.stream(block).reduce(1, (a, b) -> a * b);
            boolean divides = channels > 0 ? covered * channels == lengths.get()[1] : lengths.get()[1] % covered == 0;
            if (divides && places(node, picture, block) == lengths.get()[2]) {
                node.set(1, picture);
                node.set(2, block);
                return;
            }
        }
    }

    private static long places(BoundNode node, long[] picture, long[] block) {
        int axes = picture.length;
        long places = 1;
        for (int i = 0; i < axes; i++) {
            int axis = i;
            long dilation = node.attributes("dilations").map(v -> v[axis]).orElse(1L);
            long stride = node.attributes("strides").map(v -> v[axis]).orElse(1L);
            long pads =
                    node.attributes("pads").map(v -> v[axis] + v[axes + axis]).orElse(0L);
            long room = picture[i] + pads - dilation * (block[i] - 1) - 1;
            places *= room < 0 ? 0 : room / stride + 1;
        }
        return places;
    }
}
