package io.github.onnxferry.converter.lower;

/** What may be expected of the results of an operator, compared with another implementation of its definition. */
public enum Parity {
    /** Equal: elements are moved, or computed in integers, or compared. */
    EXACT,
    /** Equal up to the rounding of floating point arithmetic. */
    ROUNDING,
    /** Of the same dtype, shape and distribution. */
    RANDOM
}
