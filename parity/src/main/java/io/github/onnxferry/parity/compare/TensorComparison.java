package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Compares two tensors element by element. */
final class TensorComparison {
    private final String name;
    private final Tensor reference;
    private final Tensor actual;
    private final Tolerance tolerance;

    private double maxAbs;
    private double maxRel;
    private long outside;
    private long notFinite;
    private long worst = -1;
    private double worstError = -1;

    private TensorComparison(String name, Tensor reference, Tensor actual, Tolerance tolerance) {
        this.name = name;
        this.reference = reference;
        this.actual = actual;
        this.tolerance = tolerance;
    }

    /** Compares a tensor with its reference: dtype, shape, then values. */
    static OutputComparison of(String name, Tensor reference, Tensor actual, Tolerance tolerance) {
        var comparison = new TensorComparison(name, reference, actual, tolerance);
        if (actual.dtype() != reference.dtype()) {
            return comparison.differs(
                    Code.CONTRACT, "has the dtype " + text(actual.dtype()) + " instead of " + text(reference.dtype()));
        }
        if (!Arrays.equals(actual.sizes(), reference.sizes())) {
            return comparison.differs(
                    Code.MISMATCH,
                    "has the shape " + Arrays.toString(actual.sizes()) + " instead of "
                            + Arrays.toString(reference.sizes()));
        }
        if (tolerance instanceof Tolerance.Distribution) {
            return comparison.sampled();
        }
        comparison.compareElements();
        return comparison.result();
    }

    private OutputComparison sampled() {
        return Samples.of(reference, actual)
                .flatMap(samples -> {
                    maxRel = samples.distance();
                    return samples.difference();
                })
                .map(what -> differs(Code.MISMATCH, what))
                .orElseGet(() -> row(List.of()));
    }

    private void compareElements() {
        if (reference.dtype() == DType.STRING) {
            compareEach(i -> Arrays.equals(reference.getBytes(i), actual.getBytes(i)) ? 0 : 1);
        } else if (reference.dtype().isFloat() || reference.dtype().isComplex()) {
            double largest = largest();
            for (long i = 0; i < reference.elements(); i++) {
                compareReal(i, largest);
            }
        } else {
            compareEach(i -> distance(reference.getLong(i), actual.getLong(i)));
        }
    }

    /** The distance of two elements that have to be equal. */
    @FunctionalInterface
    private interface Distance {
        double at(long index);
    }

    private void compareEach(Distance distance) {
        for (long i = 0; i < reference.elements(); i++) {
            double apart = distance.at(i);
            double scale = reference.dtype().isInteger() ? tolerance.scale(reference.getDouble(i), 1) : 1;
            note(i, apart, apart / scale, apart != 0);
        }
    }

    /** Integers further apart than 2^53 are rounded, never to zero. */
    private static double distance(long reference, long actual) {
        return reference == actual ? 0 : Math.max(1, Math.abs((double) reference - (double) actual));
    }

    private void compareReal(long index, double largest) {
        double b = reference.getDouble(index);
        double a = actual.getDouble(index);
        double bi = reference.getImaginary(index);
        double ai = actual.getImaginary(index);
        if (!isFinite(b, bi) || !isFinite(a, ai)) {
            if (Double.compare(a, b) != 0 || Double.compare(ai, bi) != 0) {
                notFinite++;
                note(index, 0, 0, true);
            }
            return;
        }
        double apart = Math.hypot(a - b, ai - bi);
        double error = apart / tolerance.scale(Math.hypot(b, bi), largest);
        note(index, apart, error, error > tolerance.bound());
    }

    private static boolean isFinite(double real, double imaginary) {
        return Double.isFinite(real) && Double.isFinite(imaginary);
    }

    private double largest() {
        double largest = 0;
        for (long i = 0; i < reference.elements(); i++) {
            double size = Math.hypot(reference.getDouble(i), reference.getImaginary(i));
            if (Double.isFinite(size)) {
                largest = Math.max(largest, size);
            }
        }
        return largest;
    }

    private void note(long index, double apart, double error, boolean bad) {
        maxAbs = Math.max(maxAbs, apart);
        maxRel = Math.max(maxRel, error);
        if (bad) {
            outside++;
            if (error > worstError) {
                worstError = error;
                worst = index;
            }
        }
    }

    private OutputComparison result() {
        return outside == 0 ? row(List.of()) : differs(Code.MISMATCH, mismatch());
    }

    private String mismatch() {
        var text = new StringBuilder();
        text.append(outside).append(" of ").append(reference.elements()).append(" elements differ");
        if (notFinite > 0) {
            text.append(", ").append(notFinite).append(" of them by NaN or an infinity on one side only");
        }
        text.append("; the worst at ")
                .append(Arrays.toString(position(worst)))
                .append(" is ")
                .append(element(actual, worst))
                .append(" instead of ")
                .append(element(reference, worst));
        if (worstError > 0 && !(tolerance instanceof Tolerance.Equal)) {
            text.append(String.format(Locale.ROOT, " (error %.3g, tolerance %.3g)", worstError, tolerance.bound()));
        }
        return text.toString();
    }

    private long[] position(long index) {
        var sizes = reference.sizes();
        var position = new long[sizes.length];
        long rest = index;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            position[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        return position;
    }

    private static String element(Tensor tensor, long index) {
        var dtype = tensor.dtype();
        if (dtype == DType.STRING) {
            return "'" + tensor.getString(index) + "'";
        }
        if (dtype == DType.BOOL) {
            return String.valueOf(tensor.getLong(index) != 0);
        }
        if (dtype.isInteger()) {
            return dtype.isUnsigned()
                    ? Long.toUnsignedString(tensor.getLong(index))
                    : String.valueOf(tensor.getLong(index));
        }
        String real = number(dtype, tensor.getDouble(index));
        return dtype.isComplex() ? real + " + " + number(dtype, tensor.getImaginary(index)) + "i" : real;
    }

    private static String number(DType dtype, double value) {
        return dtype == DType.DOUBLE || dtype == DType.COMPLEX128
                ? String.valueOf(value)
                : String.valueOf((float) value);
    }

    private OutputComparison differs(Code code, String what) {
        return row(List.of(new Problem(code, "output '" + name + "'", what, "")));
    }

    private OutputComparison row(List<Problem> problems) {
        return new OutputComparison(
                name,
                text(reference.dtype()),
                Arrays.stream(reference.sizes()).boxed().toList(),
                maxAbs,
                maxRel,
                tolerance.bound(),
                outside,
                problems);
    }

    static String text(DType dtype) {
        return dtype.name().toLowerCase(Locale.ROOT);
    }
}
