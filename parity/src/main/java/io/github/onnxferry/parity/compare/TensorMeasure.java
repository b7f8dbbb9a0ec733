package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.result.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Measures how far two tensors of one dtype and shape lie apart. */
final class TensorMeasure {
    private static final int MAX_POSITIONS = 10;

    /** How many elements make a whole whose mean says something. */
    private static final int ENOUGH = 16;

    private final Tensor reference;
    private final Tensor actual;
    private final Tolerance tolerance;
    private final DType dtype;
    private final Buckets ulps = Buckets.ofUlps();
    private final Buckets errors = Buckets.ofErrors();
    private final List<List<Long>> notFinitePositions = new ArrayList<>();

    private double maxAbs;
    private double sumAbs;
    private long finite;
    private double maxRel;
    private double sumRel;
    private long related;
    private double maxUlp;
    private double dot;
    private double referenceSquares;
    private double actualSquares;
    private double apartSquares;
    private long notFinite;
    private long outside;
    private double maxError;
    private long worst = -1;
    private double worstApart;
    private double worstAllowed;
    private double overall;

    TensorMeasure(Tensor reference, Tensor actual, Tolerance tolerance) {
        this.reference = reference;
        this.actual = actual;
        this.tolerance = tolerance;
        this.dtype = reference.dtype();
        if (dtype == DType.STRING) {
            strings();
        } else if (dtype.isFloat() || dtype.isComplex()) {
            reals();
        } else {
            integers();
        }
    }

    private void strings() {
        for (long i = 0; i < reference.elements(); i++) {
            exact(i, Arrays.equals(reference.getBytes(i), actual.getBytes(i)) ? 0 : 1, 1);
        }
    }

    private void integers() {
        double largest = largest(reference);
        for (long i = 0; i < reference.elements(); i++) {
            long b = reference.getLong(i);
            long a = actual.getLong(i);
            // Integers further apart than 2^53 are rounded, never to zero.
            double apart = a == b ? 0 : Math.max(1, Math.abs((double) a - (double) b));
            sums(b, a, apart);
            exact(i, apart, largest);
        }
        judgeOverall(largest);
    }

    /** An element that has to be equal, unless its tolerance says otherwise. */
    private void exact(long index, double apart, double largest) {
        double allowed = 0;
        if (apart != 0) {
            allowed = dtype == DType.STRING
                    ? stable(index) ? 0 : 1
                    : stable(index) ? tolerance.allowed(index, reference.getDouble(index), largest) : apart;
        }
        double size = dtype == DType.STRING ? 1 : Math.abs(reference.getDouble(index));
        note(index, apart, size, apart, allowed, apart == 0 ? 0 : allowed == 0 ? 1 + apart : apart / allowed);
    }

    private boolean stable(long index) {
        return !(tolerance instanceof Tolerance.Measured measured)
                || !measured.noise().isUnstable(index);
    }

    private void reals() {
        double largest = largest(reference);
        for (long i = 0; i < reference.elements(); i++) {
            double b = reference.getDouble(i);
            double a = actual.getDouble(i);
            double bi = reference.getImaginary(i);
            double ai = actual.getImaginary(i);
            if (!isFinite(b, bi) || !isFinite(a, ai)) {
                unlike(i, Double.compare(a, b) == 0 && Double.compare(ai, bi) == 0);
                continue;
            }
            double apart = Math.hypot(a - b, ai - bi);
            double size = Math.hypot(b, bi);
            dot += a * b + ai * bi;
            referenceSquares += size * size;
            actualSquares += a * a + ai * ai;
            apartSquares += apart * apart;
            double allowed = tolerance.allowed(i, size, largest);
            note(
                    i,
                    apart,
                    size,
                    apart / Ulp.of(dtype, size),
                    allowed,
                    apart == 0 ? 0 : allowed == 0 ? Double.POSITIVE_INFINITY : apart / allowed);
        }
        judgeOverall(largest);
    }

    private void judgeOverall(double largest) {
        if (finite >= ENOUGH) {
            overall = Math.sqrt(apartSquares / finite) / tolerance.allowedOverall(largest);
        }
    }

    /** The root mean square of all errors over what is allowed for it; 0 where that is not judged. */
    double overall() {
        return overall;
    }

    private void unlike(long index, boolean same) {
        if (!same && stable(index)) {
            notFinite++;
            outside++;
            if (notFinitePositions.size() < MAX_POSITIONS) {
                notFinitePositions.add(position(index));
            }
            if (worst < 0 || Double.isFinite(worstApart)) {
                worst = index;
                worstApart = Double.POSITIVE_INFINITY;
                worstAllowed = 0;
            }
            maxError = Double.POSITIVE_INFINITY;
        }
        errors.add(same ? 0 : Double.POSITIVE_INFINITY);
        ulps.add(same ? 0 : Double.POSITIVE_INFINITY);
    }

    private void sums(double b, double a, double apart) {
        dot += a * b;
        referenceSquares += b * b;
        actualSquares += a * a;
        apartSquares += apart * apart;
    }

    private void note(long index, double apart, double size, double ulp, double allowed, double error) {
        finite++;
        sumAbs += apart;
        maxAbs = Math.max(maxAbs, apart);
        if (size != 0) {
            maxRel = Math.max(maxRel, apart / size);
            sumRel += apart / size;
            related++;
        }
        maxUlp = Math.max(maxUlp, ulp);
        ulps.add(ulp);
        errors.add(error);
        if (error > 1) {
            outside++;
        }
        if (error > maxError) {
            maxError = error;
            worst = index;
            worstApart = apart;
            worstAllowed = allowed;
        }
    }

    private static boolean isFinite(double real, double imaginary) {
        return Double.isFinite(real) && Double.isFinite(imaginary);
    }

    /** The largest absolute finite value of a tensor; 0 if there is none. */
    static double largest(Tensor tensor) {
        double largest = 0;
        if (tensor.dtype() == DType.STRING) {
            return largest;
        }
        for (long i = 0; i < tensor.elements(); i++) {
            double size = tensor.dtype().isComplex()
                    ? Math.hypot(tensor.getDouble(i), tensor.getImaginary(i))
                    : Math.abs(tensor.getDouble(i));
            if (Double.isFinite(size) && size > largest) {
                largest = size;
            }
        }
        return largest;
    }

    double worstApart() {
        return worstApart;
    }

    double worstAllowed() {
        return worstAllowed;
    }

    Metrics metrics() {
        boolean zeros = referenceSquares == 0 && actualSquares == 0;
        return new Metrics(
                reference.elements(),
                maxAbs,
                finite == 0 ? 0 : sumAbs / finite,
                maxRel,
                related == 0 ? 0 : sumRel / related,
                maxUlp,
                ulps.histogram(),
                zeros ? 1 : dot / Math.sqrt(referenceSquares * actualSquares),
                apartSquares == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(referenceSquares / apartSquares),
                TopAgreement.of(reference, actual),
                notFinite,
                notFinitePositions,
                outside,
                Math.max(maxError, overall),
                errors.histogram(),
                worst < 0
                        ? Optional.empty()
                        : Optional.of(new Metrics.Worst(
                                position(worst), Elements.text(reference, worst), Elements.text(actual, worst))));
    }

    private List<Long> position(long index) {
        var sizes = reference.sizes();
        var position = new Long[sizes.length];
        long rest = index;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            position[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        return List.of(position);
    }
}
