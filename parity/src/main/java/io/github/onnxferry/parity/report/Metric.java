package io.github.onnxferry.parity.report;

import java.util.Arrays;
import java.util.List;

/**
 * What a baseline keeps, and how much worse it must be to count.
 *
 * <p>The same model on another machine sums in another order and fuses other operations. Its rounding errors are others, of
 * the same size: the largest of many moves by less than a factor of 2. The slack of each metric is that factor in its own
 * unit: 6.02 dB, and the factor 4 where the metric grows with the square of the error.
 */
enum Metric {
    MAX_ABS("maxAbs", Kind.DISTANCE),
    MAX_ERROR("maxError", Kind.DISTANCE),
    MAX_ULP("maxUlp", Kind.DISTANCE),
    MEAN_ABS("meanAbs", Kind.DISTANCE),
    MIN_COSINE("minCosine", Kind.COSINE),
    MIN_SQNR("minSqnrDecibels", Kind.DECIBELS),
    MIN_TOP_FIRST("minTopFirst", Kind.SHARE),
    OUTSIDE("outside", Kind.COUNT),
    /** The own error of a layer in units of the tolerance. */
    ISOLATED("isolated", Kind.DISTANCE);

    private enum Kind {
        DISTANCE,
        COSINE,
        DECIBELS,
        SHARE,
        COUNT
    }

    private static final double FACTOR = 2;
    private static final double DECIBELS = 20 * Math.log10(FACTOR);

    /** Cosines are sums in double; what is below is their own rounding. */
    private static final double COSINE_ROUNDING = 1e-12;

    /** A row whose two largest elements are as good as equal flips without anything being wrong. */
    private static final double SHARE = 0.01;

    private final String text;
    private final Kind kind;

    Metric(String text, Kind kind) {
        this.text = text;
        this.kind = kind;
    }

    /** The name in files and reports. */
    String text() {
        return text;
    }

    /** The metrics of an output. */
    static List<Metric> ofOutputs() {
        return Arrays.stream(values()).filter(m -> m != ISOLATED).toList();
    }

    /** Whether it counts at any size, also where an output is as near to its reference as rounding allows. */
    boolean alwaysCounts() {
        return kind == Kind.COUNT || kind == Kind.SHARE;
    }

    /** Whether one value is worse than another by more than the slack. */
    boolean isWorse(double before, double now) {
        if (Double.isNaN(before) || Double.isNaN(now)) {
            return Double.isNaN(now) && !Double.isNaN(before);
        }
        if (before == now) {
            return false;
        }
        return switch (kind) {
            case DISTANCE -> now > FACTOR * before;
            case COSINE -> 1 - now > FACTOR * FACTOR * (1 - before) + COSINE_ROUNDING;
            case DECIBELS -> now < before - DECIBELS || (Double.isInfinite(before) && now < before);
            case SHARE -> now < before - SHARE;
            case COUNT -> now > before;
        };
    }
}
