package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;

/** Domains of functions. */
final class MathRules {
    /** Away from 0, on the positive side. */
    static final ValueRange POSITIVE = ValueRange.reals(0.25, 3);

    private static final ValueRange ABOVE_ZERO = ValueRange.domain(0.25, 3);

    private static final ValueRange PROBABILITY = ValueRange.domain(0.02, 0.98);
    private static final double NEARLY_ONE = 0.95;
    private static final int MANY = 4096;
    private static final double WIDE = 1e4;
    private static final double AROUND = 2.5;

    private MathRules() {}

    static void add(ValueRules rules) {
        rules.add(n -> n.ask(0, PROBABILITY), "Log");
        rules.add(n -> n.ask(0, ValueRange.reals(0.02, 0.98)), "Bernoulli");
        rules.add(n -> n.ask(0, ABOVE_ZERO), "Sqrt", "Reciprocal");
        rules.add(n -> n.ask(1, n.isFloat(1) ? ABOVE_ZERO : ValueRange.between(1, 6)), "Div", "Mod");
        rules.add(MathRules::centre, "Sub");
        rules.add(MathRules::power, "Pow");
        rules.add(n -> n.ask(0, ValueRange.domain(-NEARLY_ONE, NEARLY_ONE)), "Asin", "Acos", "Atanh");
        rules.add(n -> n.ask(0, ValueRange.domain(1.05, 6)), "Acosh");
        rules.add(MathRules::shift, "BitShift");
        rules.add(MathRules::clip, "Clip");
        rules.add(
                n -> {
                    n.ask(0, ValueRange.between(0, 7));
                    n.ask(1, ValueRange.between(0, 7));
                },
                "BitwiseAnd",
                "BitwiseOr",
                "BitwiseXor");
    }

    /** What a constant is taken from lies around it: a mean is taken off, or a distance is measured. */
    private static void centre(BoundNode node) {
        node.constant(1)
                .filter(c -> node.isFloat(0) && c.elements() > 0 && c.elements() <= MANY)
                .map(c -> Arrays.stream(c.doubles()).filter(Double::isFinite).summaryStatistics())
                .filter(s -> s.getCount() > 0 && s.getMax() - s.getMin() < WIDE)
                .ifPresent(s -> node.ask(0, ValueRange.domain(s.getMin() - AROUND, s.getMax() + AROUND)));
    }

    /** A base is positive unless the exponent is known to be whole; an exponent is small. */
    private static void power(BoundNode node) {
        boolean whole = node.constant(1)
                .map(Tensor::doubles)
                .map(e -> Arrays.stream(e).allMatch(x -> x == Math.rint(x) && x >= 0))
                .orElse(node.isInteger(1) && node.isInteger(0));
        if (!whole) {
            node.ask(0, ABOVE_ZERO);
        } else if (node.isInteger(0)) {
            node.ask(0, ValueRange.between(0, 6));
        }
        node.ask(1, node.isInteger(0) || node.isInteger(1) ? ValueRange.between(0, 4) : ValueRange.domain(-1.5, 2.5));
    }

    private static void shift(BoundNode node) {
        node.ask(
                1, ValueRange.between(0, node.dtype(1).map(d -> (long) d.bits()).orElse(8L)));
    }

    private static void clip(BoundNode node) {
        node.ask(1, node.isInteger(1) ? ValueRange.between(1, 4) : ValueRange.reals(-1, -0.25));
        node.ask(2, node.isInteger(2) ? ValueRange.between(5, 8) : ValueRange.reals(0.25, 1));
    }
}
