package io.github.onnxferry.parity.data;

/** Positions in sequences, and how often a body runs. */
final class SequenceRules {
    /** A drawn sequence has more items than this, so that an item less still leaves one. */
    static final int SHORTEST = 2;

    private static final ValueRange FEW = ValueRange.between(1, 4);

    private SequenceRules() {}

    static void add(ValueRules rules) {
        rules.add(
                n -> {
                    n.ask(0, FEW);
                    n.ask(1, ValueRange.between(1, 2));
                },
                "Loop");
        rules.add(n -> n.ask(1, ValueRange.between(0, SHORTEST)), "SequenceAt", "SequenceErase");
        rules.add(n -> n.ask(2, ValueRange.between(0, SHORTEST)), "SequenceInsert");
    }
}
