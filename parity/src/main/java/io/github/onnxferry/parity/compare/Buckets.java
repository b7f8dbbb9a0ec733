package io.github.onnxferry.parity.compare;

import io.github.onnxferry.parity.result.Histogram;
import java.util.Arrays;

/** Counts numbers for a {@link Histogram}. */
final class Buckets {
    /** From half a unit in the last place to about a million of them. */
    private static final int LOWEST_ULP = -1;

    private static final int ULP_BUCKETS = 24;

    /** From a thousandth of the tolerance to about a million times the tolerance. */
    private static final int LOWEST_ERROR = -10;

    private static final int ERROR_BUCKETS = 33;

    private final int low;
    private final long[] counts;

    private Buckets(int low, int buckets) {
        this.low = low;
        this.counts = new long[buckets];
    }

    static Buckets ofUlps() {
        return new Buckets(LOWEST_ULP, ULP_BUCKETS);
    }

    static Buckets ofErrors() {
        return new Buckets(LOWEST_ERROR, ERROR_BUCKETS);
    }

    void add(double number) {
        counts[number == 0 ? 0 : bucket(number)]++;
    }

    private int bucket(double number) {
        if (!Double.isFinite(number)) {
            return counts.length - 1;
        }
        int exponent = Math.getExponent(number);
        boolean power = number == Math.scalb(1.0, exponent);
        int above = power ? exponent : exponent + 1;
        return Math.max(1, Math.min(counts.length - 1, above - low + 1));
    }

    Histogram histogram() {
        return new Histogram(low, Arrays.stream(counts).boxed().toList());
    }
}
