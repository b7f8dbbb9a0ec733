package io.github.onnxferry.parity.result;

import java.util.List;
import java.util.Optional;

/**
 * How far one tensor lies from its reference. Strings and bools count as 0 apart or 1 apart.
 *
 * @param elements number of elements that were compared
 * @param maxAbs largest distance of two finite elements
 * @param meanAbs mean distance of the finite elements
 * @param maxRel largest distance over the size of the reference element; elements whose reference is 0 are left out
 * @param meanRel mean of the same
 * @param maxUlp largest distance in units in the last place of the tensor's dtype; for integers the distance itself
 * @param ulps how the distances in units in the last place are distributed
 * @param cosine cosine of the angle between both tensors as vectors; 1 if both are zero, NaN if one is
 * @param sqnrDecibels signal to quantisation noise ratio, {@code 10 log10(sum reference^2 / sum distance^2)}; infinite if
 *     nothing differs
 * @param topK agreement of the largest elements along the last axis; only for real tensors with a last axis of at least 2
 * @param notFinite how many elements are NaN or infinite on one side and something else on the other
 * @param notFinitePositions where the first of them are
 * @param outside how many elements are outside of the tolerance
 * @param maxError largest error in units of the tolerance: above 1 is outside
 * @param errors how the errors in units of the tolerance are distributed
 * @param worst the element with the largest error in units of the tolerance; nothing if no element differs
 */
public record Metrics(
        long elements,
        double maxAbs,
        double meanAbs,
        double maxRel,
        double meanRel,
        double maxUlp,
        Histogram ulps,
        double cosine,
        double sqnrDecibels,
        Optional<TopK> topK,
        long notFinite,
        List<List<Long>> notFinitePositions,
        long outside,
        double maxError,
        Histogram errors,
        Optional<Worst> worst) {
    public Metrics {
        notFinitePositions = List.copyOf(notFinitePositions);
    }

    /** Of a tensor that was not compared element by element. */
    public static final Metrics NONE = new Metrics(
            0,
            0,
            0,
            0,
            0,
            0,
            Histogram.EMPTY,
            1,
            Double.POSITIVE_INFINITY,
            Optional.empty(),
            0,
            List.of(),
            0,
            0,
            Histogram.EMPTY,
            Optional.empty());

    /** Share of elements outside of the tolerance, from 0 to 1. */
    public double shareOutside() {
        return elements == 0 ? 0 : (double) outside / elements;
    }

    /**
     * How far the largest elements along the last axis agree.
     *
     * @param k how many of them
     * @param first share of rows whose largest element is at the same place
     * @param all mean share of the k largest that are the same
     */
    public record TopK(int k, double first, double all) {}

    /**
     * One element of both sides.
     *
     * @param position its index along each axis
     * @param expected the reference's, as text
     * @param actual the other's, as text
     */
    public record Worst(List<Long> position, String expected, String actual) {
        public Worst {
            position = List.copyOf(position);
        }
    }
}
