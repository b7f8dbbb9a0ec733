package io.github.onnxferry.parity.report;

import io.github.onnxferry.parity.result.OutputResult;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The metrics of one output that a baseline keeps.
 *
 * @param values a value for each of {@link Metric#ofOutputs()}
 */
record OutputMetrics(SortedMap<Metric, Double> values) {
    /** Errors that take at most this share of the tolerance are as good as none, whatever their ratio. */
    static final double NEGLIGIBLE = 0.05;

    static OutputMetrics of(OutputResult output) {
        var total = output.total();
        var values = new TreeMap<Metric, Double>();
        values.put(Metric.MAX_ABS, total.maxAbs());
        values.put(Metric.MAX_ERROR, output.worst().metrics().maxError());
        values.put(Metric.MAX_ULP, total.maxUlp());
        values.put(Metric.MEAN_ABS, total.meanAbs());
        values.put(Metric.MIN_COSINE, total.minCosine());
        values.put(Metric.MIN_SQNR, total.minSqnrDecibels());
        values.put(Metric.MIN_TOP_FIRST, total.minTopFirst());
        values.put(Metric.OUTSIDE, (double) total.outside());
        return new OutputMetrics(values);
    }

    double get(Metric metric) {
        var value = values.get(metric);
        if (value == null) {
            throw new IllegalArgumentException("metrics of an output lack " + metric);
        }
        return value;
    }

    /** Whether the output is as near to its reference as rounding allows. */
    boolean isNegligible() {
        return get(Metric.MAX_ULP) <= 1 || get(Metric.MAX_ERROR) <= NEGLIGIBLE;
    }

    /** Whether these metrics are worse than others in one of them, by more than its slack. */
    boolean isWorseThan(OutputMetrics before, Metric metric) {
        return (metric.alwaysCounts() || !isNegligible()) && metric.isWorse(before.get(metric), get(metric));
    }
}
