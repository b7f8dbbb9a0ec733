package io.github.onnxferry.parity.noise;

/** What a sample of noise is for. */
public enum NoiseLevel {
    /** As large as rounding errors. */
    USUAL(1, 1, false),
    /**
     * The same, and long sums are taken in two random halves: what the order of their terms does is seen, also where all terms
     * resemble each other so that their roundings add up.
     */
    THOROUGH(1, 1, true),
    /** Larger than rounding errors: shows whether a choice, an integer or a length hangs on them. */
    STRONG(8, 10, false);

    private final double strength;
    private final double ties;
    private final boolean halves;

    NoiseLevel(double strength, double ties, boolean halves) {
        this.strength = strength;
        this.ties = ties;
        this.halves = halves;
    }

    /** How many times larger than rounding errors the noise is. */
    double strength() {
        return strength;
    }

    /** How many times wider than usual the surroundings of a tie are in which the rounding to a grid may go either way. */
    double ties() {
        return ties;
    }

    /** Whether long sums are taken in two halves. */
    boolean halves() {
        return halves;
    }
}
