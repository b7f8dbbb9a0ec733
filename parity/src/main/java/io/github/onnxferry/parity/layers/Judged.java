package io.github.onnxferry.parity.layers;

import io.github.onnxferry.parity.result.OutputComparison;

/**
 * How far one tensor is from its reference.
 *
 * @param error in units of the tolerance; infinite if it cannot be compared element by element
 * @param apart largest distance
 * @param note what kept it from being compared; empty if nothing did
 */
record Judged(double error, double apart, String note) {
    static final Judged GOOD = new Judged(0, 0, "");

    static Judged of(OutputComparison comparison) {
        var metrics = comparison.metrics();
        if (comparison.agrees() || metrics.outside() > 0) {
            return new Judged(metrics.maxError(), metrics.maxAbs(), "");
        }
        return new Judged(
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                "it " + comparison.problems().get(0).what());
    }

    /** The worse of both; the first if neither is. */
    Judged orWorse(Judged other) {
        return other.error > error ? other : this;
    }
}
