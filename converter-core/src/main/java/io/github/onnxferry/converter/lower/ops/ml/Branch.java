package io.github.onnxferry.converter.lower.ops.ml;

/** How a node of a tree compares a feature with its threshold; in the order of TreeEnsemble's numbers. */
enum Branch {
    LEQ,
    LT,
    GTE,
    GT,
    EQ,
    NEQ;

    /** TreeEnsemble's number for membership of a set. */
    static final int MEMBER = 6;

    /** Whether the true branch is taken by a feature that is less than the threshold. */
    boolean takesLess() {
        return this == LEQ || this == LT || this == NEQ;
    }

    /** Whether the true branch is taken by a feature that is the threshold. */
    boolean takesEqual() {
        return this == LEQ || this == GTE || this == EQ;
    }

    /** Whether the true branch is taken by a feature that is greater than the threshold. */
    boolean takesGreater() {
        return this == GTE || this == GT || this == NEQ;
    }

    /** Whether the true branch is taken by a feature that is not comparable with the threshold. */
    boolean takesUnordered() {
        return this == NEQ;
    }
}
