package io.github.onnxferry.parity.compare;

import io.github.onnxferry.parity.result.AppliedTolerance;
import java.util.Locale;

/**
 * How far a number may lie from the reference.
 *
 * <p>The error of an element is its distance from the reference over the distance that is allowed there; the element is good
 * if its error is at most 1. What is allowed depends on what the reference is good for:
 *
 * <ul>
 *   <li>{@link Equal}: integers, bools and moved values; there is nothing to round.
 *   <li>{@link Elementwise}: single operators with outputs from the definition itself: {@code |a - b| <= atol + rtol * |b|}.
 *   <li>{@link OfLargest}: a share of the largest reference value of the tensor.
 *   <li>{@link Grid}: values that are rounded to a grid, a few of which may be a step off.
 *   <li>{@link Measured}: whole models. What the rounding noise of the reference itself makes of each element, several times
 *       over, and never less than a floor.
 *   <li>{@link Distribution}: random answers, of which dtype, shape and distribution can be compared.
 * </ul>
 */
public sealed interface Tolerance {
    /** Values must be equal. */
    record Equal() implements Tolerance {
        @Override
        public double allowed(long index, double reference, double largest) {
            return 0;
        }

        @Override
        public AppliedTolerance applied(double largest) {
            return new AppliedTolerance(0, 0, 0, "equal");
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
        public double allowed(long index, double reference, double largest) {
            return atol + rtol * Math.abs(reference);
        }

        @Override
        public AppliedTolerance applied(double largest) {
            return new AppliedTolerance(
                    rtol, atol, 0, String.format(Locale.ROOT, "%.3g + %.3g of each element", atol, rtol));
        }
    }

    /**
     * An element may be off by a share of the largest reference value of its tensor.
     *
     * @param share of the largest absolute value
     */
    record OfLargest(double share) implements Tolerance {
        @Override
        public double allowed(long index, double reference, double largest) {
            return share * (largest == 0 ? 1 : largest);
        }

        @Override
        public AppliedTolerance applied(double largest) {
            return new AppliedTolerance(
                    0, allowed(0, 0, largest), 0, String.format(Locale.ROOT, "%.3g of the largest element", share));
        }
    }

    /**
     * Values on a grid, as quantisation leaves them. A few elements may be a step off, where the value before rounding lies next
     * to a tie.
     *
     * @param step distance of neighbouring values
     * @param share how many elements may be a step off, from 0 to 1
     */
    record Grid(double step, double share) implements Tolerance {
        /** A step is a product that is rounded. */
        private static final double ROUNDING = 1.0001;

        @Override
        public double allowed(long index, double reference, double largest) {
            return step * ROUNDING;
        }

        @Override
        public double allowedOverall(double largest) {
            return step * Math.sqrt(share);
        }

        @Override
        public AppliedTolerance applied(double largest) {
            return new AppliedTolerance(
                    0,
                    step,
                    0,
                    String.format(Locale.ROOT, "one step of %.3g for %.3g %% of the elements", step, 100 * share));
        }
    }

    /**
     * An element may be off by a multiple of the measured noise of elements of its size, or by a floor if that is more. All
     * elements together may be off by a multiple of their noise, so that a small error of every element is seen too.
     *
     * @param floor what is allowed whatever was measured
     * @param noise what was measured
     * @param factor how many times the largest noise of its size an element may be off
     * @param whole how many times the noise's root mean square the root mean square of all errors may be
     */
    record Measured(Tolerance floor, NoiseFloor noise, double factor, double whole) implements Tolerance {
        @Override
        public double allowed(long index, double reference, double largest) {
            return Math.max(floor.allowed(index, reference, largest), factor * noise.at(reference));
        }

        @Override
        public double allowedOverall(double largest) {
            if (floor instanceof Grid) {
                return Math.max(floor.allowedOverall(largest), whole * noise.rootMeanSquare());
            }
            return noise.isEven()
                    ? Math.max(floor.allowed(0, 0, largest) / 2, whole * noise.rootMeanSquare())
                    : Double.POSITIVE_INFINITY;
        }

        @Override
        public AppliedTolerance applied(double largest) {
            var lowest = floor.applied(largest);
            return new AppliedTolerance(
                    lowest.rtol(),
                    lowest.atol(),
                    noise.largest(),
                    String.format(
                            Locale.ROOT,
                            "%.3g times the measured noise of elements of its size (largest %.3g, %d samples); at least %s",
                            factor,
                            noise.largest(),
                            noise.samples(),
                            lowest.text()));
        }
    }

    /** Values are compared as samples. */
    record Distribution() implements Tolerance {
        @Override
        public double allowed(long index, double reference, double largest) {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public AppliedTolerance applied(double largest) {
            return new AppliedTolerance(0, 0, 0, "dtype, shape and distribution");
        }
    }

    /**
     * The distance that is allowed for an element.
     *
     * @param index its row-major index
     * @param reference its reference, finite
     * @param largest the largest absolute finite reference value of the tensor
     */
    double allowed(long index, double reference, double largest);

    /** The root mean square that is allowed for the errors of all elements. */
    default double allowedOverall(double largest) {
        return Double.POSITIVE_INFINITY;
    }

    /** This tolerance as a report shows it. */
    AppliedTolerance applied(double largest);
}
