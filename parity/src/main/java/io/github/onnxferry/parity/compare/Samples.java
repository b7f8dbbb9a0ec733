package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * Whether two tensors can be samples of one distribution.
 *
 * <p>Their empirical distribution functions may be as far apart as the two-sample Kolmogorov-Smirnov test allows at a level
 * of one in a million; where the reference has whole numbers only, so must the other; and from {@value #FEW} elements on
 * nothing may lie further outside the reference's range than three times its width.
 */
final class Samples {
    private static final double LEVEL = 1e-6;
    private static final int FEW = 8;
    private static final double WIDTHS = 3;

    private final double[] reference;
    private final double[] actual;

    private Samples(double[] reference, double[] actual) {
        this.reference = reference;
        this.actual = actual;
    }

    /** Two tensors of one dtype; nothing if they hold no real numbers. */
    static Optional<Samples> of(Tensor reference, Tensor actual) {
        if (reference.dtype() == DType.STRING || reference.dtype().isComplex()) {
            return Optional.empty();
        }
        return Optional.of(new Samples(sorted(reference), sorted(actual)));
    }

    private static double[] sorted(Tensor tensor) {
        var values = tensor.doubles();
        Arrays.sort(values);
        return values;
    }

    /** The largest distance of the empirical distribution functions. */
    double distance() {
        double largest = 0;
        int i = 0;
        int j = 0;
        while (i < reference.length && j < actual.length) {
            double at = Math.min(reference[i], actual[j]);
            while (i < reference.length && reference[i] <= at) {
                i++;
            }
            while (j < actual.length && actual[j] <= at) {
                j++;
            }
            if (Double.isNaN(at)) {
                break;
            }
            largest = Math.max(largest, Math.abs((double) i / reference.length - (double) j / actual.length));
        }
        return largest;
    }

    /** The largest distance that samples of one distribution have. */
    double bound() {
        double n = Math.max(1, reference.length);
        return Math.sqrt(-Math.log(LEVEL / 2) / n);
    }

    /** What tells that the distributions differ. */
    Optional<String> difference() {
        if (Arrays.stream(reference).allMatch(Double::isFinite)
                && !Arrays.stream(actual).allMatch(Double::isFinite)) {
            return Optional.of("has values that are not finite, which the reference has not");
        }
        if (Arrays.stream(reference).allMatch(Samples::isWhole)
                && !Arrays.stream(actual).allMatch(Samples::isWhole)) {
            return Optional.of("has fractions, and the reference whole numbers only");
        }
        if (reference.length >= FEW) {
            double low = reference[0];
            double high = reference[reference.length - 1];
            double reach = Math.max(WIDTHS * (high - low), 1);
            if (actual[0] < low - reach || actual[actual.length - 1] > high + reach) {
                return Optional.of("ranges from " + actual[0] + " to " + actual[actual.length - 1]
                        + ", the reference from " + low + " to " + high);
            }
        }
        return distance() > bound() ? Optional.of("is distributed otherwise than the reference") : Optional.empty();
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value);
    }
}
