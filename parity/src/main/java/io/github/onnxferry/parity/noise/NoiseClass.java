package io.github.onnxferry.parity.noise;

/**
 * How an operator rounds, and so how two sound implementations of it may differ. Amounts are in units of the roundoff of the
 * dtype, half a unit in the last place.
 */
public enum NoiseClass {
    /** Elements are moved, chosen or compared: no difference. */
    EXACT(0, 0),
    /** Each element is the rounded result of one or two operations of arithmetic. */
    ROUNDED(0, 2),
    /** Each element is an approximation of a function, good to a few units in the last place. */
    FUNCTION(0, 8),
    /**
     * As {@link #FUNCTION}, with values between -1 and 1 that implementations compute well in terms of 1: a value near 0 may be
     * off by two roundoffs of 1, up to half of itself.
     */
    BOUNDED(0, 8),
    /**
     * Sums of products. By the backward analysis of dot products, their rounding is that of exact sums over slightly different
     * inputs (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1), so the inputs get the noise.
     */
    SUM(4, 0),
    /**
     * As {@link #SUM}, of elements of one sign or more of them than can be said, so that each result may also be off by a share that
     * grows with the root of their number.
     */
    REDUCED(4, 0),
    /** Sums whose weights are themselves computed in the dtype, from coordinates or angles that may be large. */
    INTERPOLATED(128, 0),
    /** As {@link #INTERPOLATED}; inputs after the first one say how large the result is, so they stay as they are. */
    RESIZED(128, 0),
    /** As {@link #INTERPOLATED}, where each result is a sum over all elements that may cancel altogether. */
    SPECTRUM(128, 0),
    /** Real numbers are rounded to a grid: near a tie the result is one step up or down. */
    QUANTISE(32, 0),
    /** As {@link #QUANTISE}, on a result that is computed inside: the result itself goes a step up or down now and then. */
    REQUANTISE(0, 0);

    private static final FactLines<NoiseClass> FACTS = FactLines.read("noise-classes.txt", NoiseClass.class);

    private final double inputUnits;
    private final double outputUnits;

    NoiseClass(double inputUnits, double outputUnits) {
        this.inputUnits = inputUnits;
        this.outputUnits = outputUnits;
    }

    /** The class of an operator. */
    public static NoiseClass of(String domain, String op) {
        return FACTS.of(domain, op, SUM);
    }

    /** Width of the relative noise on each real input that is not constant, in roundoffs. */
    double inputUnits() {
        return inputUnits;
    }

    /** Width of the relative noise on each real output, in roundoffs. */
    double outputUnits() {
        return outputUnits;
    }

    /** Whether the error grows with the length of sums. */
    boolean sums() {
        return this == SUM || this == REDUCED;
    }

    /** Whether results are changed, and not only what they are computed from. */
    boolean changesOutputs() {
        return outputUnits > 0 || this == REQUANTISE || this == SPECTRUM || this == REDUCED;
    }
}
