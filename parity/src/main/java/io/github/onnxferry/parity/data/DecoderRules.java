package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.parity.data.ValueRange.Order;
import java.util.Arrays;

/** Masks, positions and cached lengths of attention, of ONNX and of ONNX Runtime's own operators. */
final class DecoderRules {
    private DecoderRules() {}

    static void add(ValueRules rules) {
        rules.add(DecoderRules::attention, "Attention");
        rules.add(n -> n.ask(4, MaskRules.MASK.in(Order.LED)), "MultiHeadAttention");
        rules.add(DecoderRules::groupQuery, "GroupQueryAttention");
        rules.add(DecoderRules::rotary, "RotaryEmbedding");
        rules.add(DecoderRules::tensorScatter, "TensorScatter");
    }

    /**
     * ONNX: {@code (query, key, value, mask, past key, past value, lengths)}, the mask of bools or added to the scores.
     * ONNX Runtime: {@code (input, weights, bias, mask, ...)}, the mask of integers.
     */
    private static void attention(BoundNode node) {
        if (node.node().domain().equals(Domain.MICROSOFT)) {
            node.ask(3, MaskRules.MASK.in(Order.LED));
            return;
        }
        if (node.isFloat(3)) {
            additiveMask(node, 3);
        }
        long keys = node.length(1, -2);
        node.ask(6, ValueRange.between(1, keys + 1));
    }

    /** 0 where scores stay, minus infinity where they are masked; the first of each row stays. */
    private static void additiveMask(BoundNode node, int place) {
        int row = (int) Math.max(1, node.length(place, -1));
        var mask = new double[node.count(place)];
        Arrays.setAll(mask, i -> i % row == 0 || node.random().nextInt(3) > 0 ? 0 : Double.NEGATIVE_INFINITY);
        node.set(place, mask);
    }

    /** {@code (query, key, value, past key, past value, last positions [batch], total, cos, sin)}. */
    private static void groupQuery(BoundNode node) {
        long sequence = node.length(0, 1);
        long past = node.has(3) ? node.length(3, 2) : 0;
        long total = sequence + past;
        node.set(6, total);
        var last = new double[node.count(5)];
        // The first prompt may be padded; later steps append to what every row holds.
        Arrays.setAll(last, i -> total - 1 - (past == 0 && i > 0 ? node.draw(0, Math.min(2, sequence)) : 0));
        node.set(5, last);
        node.ask(5, ValueRange.between(Math.max(0, total - 1), total));
    }

    /** ONNX: {@code (input, cos, sin, positions)}; ONNX Runtime: {@code (input, positions, cos, sin)}. */
    private static void rotary(BoundNode node) {
        boolean contributed = node.node().domain().equals(Domain.MICROSOFT);
        int positions = contributed ? 1 : 3;
        int table = contributed ? 2 : 1;
        boolean offset =
                contributed && node.lengths(1).filter(l -> l.length == 1).isPresent();
        long rows = node.length(table, 0);
        node.ask(positions, ValueRange.between(0, offset ? Math.max(1, rows - node.length(0, 1)) : rows));
    }

    /** {@code (cache, update, places [batch])}: where an update begins that has to fit. */
    private static void tensorScatter(BoundNode node) {
        long axis = node.attribute("axis", -2);
        boolean circular = node.attribute("mode", "linear").equals("circular");
        long room = node.length(0, axis) - (circular ? 1 : node.length(1, axis));
        node.ask(2, ValueRange.between(0, room + 1));
    }
}
