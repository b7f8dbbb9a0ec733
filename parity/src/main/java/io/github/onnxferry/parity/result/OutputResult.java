package io.github.onnxferry.parity.result;

import java.util.List;

/**
 * How one output did over all records.
 *
 * @param name its name, as in {@link OutputComparison}
 * @param node the node of the ONNX model that computes it, such as {@code node 'fc' (Gemm)}; empty if it is none
 * @param records on how many records it was compared
 * @param failed on how many of them it differs
 * @param worst its comparison on the record where its error is the largest in units of the tolerance
 * @param worstRecord that record
 * @param total histograms, counts and extremes over all records
 */
public record OutputResult(
        String name, String node, long records, long failed, OutputComparison worst, String worstRecord, Totals total) {
    /**
     * What is summed or compared over records.
     *
     * @param elements elements in all
     * @param outside elements outside of the tolerance
     * @param notFinite elements that are NaN or infinite on one side only
     * @param maxAbs largest distance
     * @param meanAbs mean distance over all elements
     * @param maxRel largest distance over the size of the reference element
     * @param maxUlp largest distance in units in the last place
     * @param minCosine smallest cosine of the angle between both sides
     * @param minSqnrDecibels smallest signal to quantisation noise ratio
     * @param minTopFirst smallest share of rows whose largest element is at the same place; 1 where there are no rows
     * @param ulps distances in units in the last place
     * @param errors errors in units of the tolerance
     */
    public record Totals(
            long elements,
            long outside,
            long notFinite,
            double maxAbs,
            double meanAbs,
            double maxRel,
            double maxUlp,
            double minCosine,
            double minSqnrDecibels,
            double minTopFirst,
            Histogram ulps,
            Histogram errors) {}

    /** Whether it agrees on every record. */
    public boolean agrees() {
        return failed == 0;
    }

    /** The shape on the worst record. */
    public List<Long> shape() {
        return worst.shape();
    }
}
