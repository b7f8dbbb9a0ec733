package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.tensor.Tensor;

/** Lengths and steps of transforms and windows. */
final class SignalRules {
    private SignalRules() {}

    static void add(ValueRules rules) {
        rules.add(
                n -> n.set(
                        0, n.output(0).filter(l -> l.length == 1).map(l -> l[0]).orElse(n.draw(5, 12))),
                "HannWindow",
                "HammingWindow",
                "BlackmanWindow");
        rules.add(SignalRules::mel, "MelWeightMatrix");
        rules.add(SignalRules::dft, "DFT");
        rules.add(SignalRules::stft, "STFT");
    }

    /** {@code (bins, length, rate, lowest, highest)}, for a matrix {@code [length / 2 + 1, bins]}. */
    private static void mel(BoundNode node) {
        var output = node.output(0).filter(l -> l.length == 2).orElse(new long[] {17, 8});
        node.set(0, output[1]);
        node.set(1, 2 * (output[0] - 1));
        node.set(2, 8000);
        node.set(3, node.draw(0, 200));
        node.set(4, node.draw(2000, 4000));
    }

    /** {@code (signal [batch, ..., 1 or 2], length, axis)}: the stated output says which axis changes. */
    private static void dft(BoundNode node) {
        var lengths = node.lengths(0).orElse(new long[0]);
        if (lengths.length < 3) {
            return;
        }
        var output = node.output(0).filter(l -> l.length == lengths.length);
        long axis = node.integers(2).map(v -> v[0]).orElse(node.attribute("axis", lengths.length - 2L));
        if (node.has(2) && node.constant(2).isEmpty()) {
            axis = node.draw(1, lengths.length - 1L);
            for (int i = 1; i < lengths.length - 1 && output.isPresent(); i++) {
                axis = output.get()[i] != lengths[i] ? i : axis;
            }
        }
        int place = (int) Math.floorMod(axis, (long) lengths.length);
        boolean halved = node.attribute("onesided", 0) == 1;
        long given = node.constant(1).map(t -> t.getLong(0)).orElse(lengths[place]);
        long length = output.filter(l -> !halved).map(l -> l[place]).orElse(given);
        node.set(1, length);
        node.set(2, axis);
    }

    /** {@code (signal [batch, n, ...], step, window, length)}. */
    private static void stft(BoundNode node) {
        long signal = node.length(0, 1);
        long window = node.has(2) ? node.length(2, 0) : Math.max(1, signal / 4);
        long length = node.constant(3).map((Tensor t) -> t.getLong(0)).orElse(window);
        long step = Math.max(1, length / 2);
        var output = node.output(0).filter(l -> l.length == 4);
        if (output.isPresent()) {
            long frames = output.get()[1];
            long bins = output.get()[2];
            boolean halved = node.attribute("onesided", 1) == 1;
            length = node.has(2) ? length : halved ? 2 * (bins - 1) : bins;
            step = frames > 1 ? Math.max(1, (signal - length) / (frames - 1)) : step;
        }
        node.set(1, step);
        node.set(3, length);
    }
}
