package io.github.onnxferry.parity.reduce;

/** What the conversion is told of values at a cut, which a defect may depend on. */
enum Variation {
    /** The types that the model states, or the shapes that the values have. */
    STATED,
    /** The shapes that the values have. */
    FIXED,
    /** The same, and small vectors of integers as constants: shapes, axes and indices that the model computed. */
    CONSTANT_VECTORS,
    /** Ranks; lengths have names. */
    FREE,
    /** The same, and small vectors of integers as constants. */
    FREE_CONSTANT_VECTORS;

    boolean isFree() {
        return this == FREE || this == FREE_CONSTANT_VECTORS;
    }

    boolean hasConstantVectors() {
        return this == CONSTANT_VECTORS || this == FREE_CONSTANT_VECTORS;
    }
}
