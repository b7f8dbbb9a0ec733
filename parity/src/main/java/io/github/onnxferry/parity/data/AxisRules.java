package io.github.onnxferry.parity.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Axes that are fed: valid for the rank, different from each other, and such that the stated output comes out. */
final class AxisRules {
    private static final int TRIALS = 200;

    private AxisRules() {}

    static void add(ValueRules rules) {
        rules.add(
                n -> axes(n, n.attribute("keepdims", 1) == 1 ? Effect.ONE : Effect.GONE, n.count(1)),
                "ReduceSum",
                "ReduceMean",
                "ReduceMax",
                "ReduceMin",
                "ReduceProd",
                "ReduceL1",
                "ReduceL2",
                "ReduceLogSum",
                "ReduceLogSumExp",
                "ReduceSumSquare");
        rules.add(n -> axes(n, Effect.GONE, n.count(1)), "Squeeze");
        rules.add(AxisRules::unsqueeze, "Unsqueeze");
        rules.add(n -> axes(n, Effect.NONE, 1), "CumSum", "CumProd");
    }

    /** What becomes of an axis that is named. */
    private enum Effect {
        ONE,
        GONE,
        NONE
    }

    private static void axes(BoundNode node, Effect effect, int count) {
        var lengths = node.lengths(0).orElse(new long[0]);
        if (node.node().opType().equals("ReduceLogSum")) {
            node.ask(0, MathRules.POSITIVE);
        }
        if (!node.has(1)) {
            return;
        }
        node.ask(1, ValueRange.between(0, Math.max(1, lengths.length)));
        var expected = node.output(0);
        var drawn = new long[0];
        for (int trial = 0; trial < TRIALS; trial++) {
            drawn = node.distinct(count, lengths.length);
            var result = result(lengths, drawn, effect);
            boolean possible = !node.node().opType().equals("Squeeze")
                    || Arrays.stream(drawn).allMatch(a -> lengths[(int) a] == 1);
            if (possible && (expected.isEmpty() || Arrays.equals(expected.get(), result))) {
                break;
            }
        }
        node.set(1, signed(node, drawn, lengths.length));
    }

    /** Some axes count from the end. */
    private static long[] signed(BoundNode node, long[] axes, int rank) {
        return Arrays.stream(axes)
                .map(a -> node.random().nextInt(3) == 0 ? a - rank : a)
                .toArray();
    }

    private static long[] result(long[] lengths, long[] axes, Effect effect) {
        List<Long> result = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            int axis = i;
            boolean named = Arrays.stream(axes).anyMatch(a -> a == axis);
            if (!named || effect == Effect.NONE) {
                result.add(lengths[i]);
            } else if (effect == Effect.ONE) {
                result.add(1L);
            }
        }
        return result.stream().mapToLong(Long::longValue).toArray();
    }

    private static void unsqueeze(BoundNode node) {
        var lengths = node.lengths(0);
        int count = node.count(1);
        if (lengths.isEmpty() || !node.has(1)) {
            return;
        }
        int rank = lengths.get().length + count;
        var expected = node.output(0);
        var drawn = new long[0];
        for (int trial = 0; trial < TRIALS; trial++) {
            drawn = node.distinct(count, rank);
            if (expected.isEmpty() || Arrays.equals(expected.get(), grown(lengths.get(), drawn, rank))) {
                break;
            }
        }
        node.set(1, signed(node, drawn, rank));
    }

    private static long[] grown(long[] lengths, long[] axes, int rank) {
        var grown = new long[rank];
        int from = 0;
        for (int i = 0; i < rank; i++) {
            int axis = i;
            grown[i] = Arrays.stream(axes).anyMatch(a -> a == axis) ? 1 : lengths[from++];
        }
        return grown;
    }
}
