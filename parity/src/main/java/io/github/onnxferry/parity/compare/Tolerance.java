package io.github.onnxferry.parity.compare;

/**
 * How far a number may lie from the reference.
 *
 * <p>The error of an element is its distance from the reference over a scale; the element is good if its error is at
 * most the {@linkplain #bound() bound}. What the scale is depends on what the reference is good for:
 *
 * <ul>
 *   <li>{@link Equal}: integers, bools and moved values; there is nothing to round.
 *   <li>{@link Elementwise}: single operators with outputs from the definition itself. The scale is the element's own
 *       reference, with a floor below which only the distance counts: {@code |a - b| <= atol + rtol * |b|}.
 *   <li>{@link OfLargest}: whole models. The rounding errors of sums follow the largest terms, so a small element that
 *       is the difference of large ones has no good digits in either runtime; the scale is the largest reference.
 *   <li>{@link Distribution}: random answers, of which dtype, shape and distribution can be compared.
 * </ul>
 */
public sealed interface Tolerance {
    /** Values must be equal. */
    record Equal() implements Tolerance {
        @Override
        public double bound() {
            return 0;
        }

        @Override
        public double scale(double reference, double largest) {
            return reference == 0 ? 1 : Math.abs(reference);
        }
    }

    /**
     * An element may be off by {@code atol + rtol * |reference|}.
     *
     * @param rtol share of the reference
     * @param atol distance
     */
    record Elementwise(double rtol, double atol) implements Tolerance {
        public Elementwise {
            if (!(rtol >= 0) || !(atol >= 0)) {
                throw new IllegalArgumentException("rtol " + rtol + " and atol " + atol + " are no tolerance");
            }
        }

        @Override
        public double bound() {
            return rtol > 0 ? rtol : atol;
        }

        @Override
        public double scale(double reference, double largest) {
            return rtol > 0 ? Math.abs(reference) + atol / rtol : 1;
        }
    }

    /**
     * An element may be off by a share of the largest reference value of its tensor.
     *
     * @param share of the largest absolute value
     */
    record OfLargest(double share) implements Tolerance {
        @Override
        public double bound() {
            return share;
        }

        @Override
        public double scale(double reference, double largest) {
            return largest == 0 ? 1 : largest;
        }
    }

    /** Values are compared as samples. */
    record Distribution() implements Tolerance {
        @Override
        public double bound() {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public double scale(double reference, double largest) {
            return 1;
        }
    }

    /** The largest error that is good. */
    double bound();

    /**
     * What the distance of an element is divided by to give its error.
     *
     * @param reference the element's reference, finite
     * @param largest the largest absolute finite reference value of the tensor
     */
    double scale(double reference, double largest);
}
