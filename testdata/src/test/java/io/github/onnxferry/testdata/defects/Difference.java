package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How much the answers of one program differ from those of another one.
 *
 * @param relative the largest difference of two numbers, of the largest magnitude of its output; infinite where shapes,
 *     integers, strings, NaN or infinities differ
 * @param noise what the dtype of that output allows between two graphs that mean the same
 * @param where the output; empty if nothing differs
 */
record Difference(double relative, double noise, String where) {
    static final Difference NONE = new Difference(0, 0, "");

    boolean isBeyondNoise() {
        return relative > noise;
    }

    private double severity() {
        return noise == 0 ? (relative == 0 ? 0 : Double.POSITIVE_INFINITY) : relative / noise;
    }

    Difference or(Difference other) {
        return other.severity() > severity() ? other : this;
    }

    static Difference of(Map<String, Datum> expected, Map<String, Datum> actual) {
        if (!expected.keySet().equals(actual.keySet())) {
            return new Difference(Double.POSITIVE_INFINITY, 0, "names");
        }
        var worst = NONE;
        for (var output : expected.entrySet()) {
            var other = actual.get(output.getKey());
            if (other != null) {
                worst = worst.or(of(output.getKey(), output.getValue(), other));
            }
        }
        return worst;
    }

    private static Difference of(String name, Datum expected, Datum actual) {
        if (expected instanceof Datum.Dense a && actual instanceof Datum.Dense b) {
            return of(name, a.tensor(), b.tensor());
        }
        if (expected instanceof Datum.Sequence a && actual instanceof Datum.Sequence b) {
            return of(name, a.items(), b.items());
        }
        if (expected instanceof Datum.Mapping a && actual instanceof Datum.Mapping b) {
            return of(name, a.keys(), b.keys()).or(of(name, a.values(), b.values()));
        }
        if (expected instanceof Datum.Maybe a && actual instanceof Datum.Maybe b) {
            return of(name, a.value().stream().toList(), b.value().stream().toList());
        }
        return new Difference(Double.POSITIVE_INFINITY, 0, name);
    }

    private static Difference of(String name, List<Datum> expected, List<Datum> actual) {
        if (expected.size() != actual.size()) {
            return new Difference(Double.POSITIVE_INFINITY, 0, name);
        }
        var worst = NONE;
        for (int i = 0; i < expected.size(); i++) {
            worst = worst.or(of(name, expected.get(i), actual.get(i)));
        }
        return worst;
    }

    private static Difference of(String name, Tensor expected, Tensor actual) {
        if (expected.dtype() != actual.dtype() || !Arrays.equals(expected.sizes(), actual.sizes())) {
            return new Difference(Double.POSITIVE_INFINITY, 0, name);
        }
        if (!expected.dtype().isFloat()) {
            return new Difference(isEqual(expected, actual) ? 0 : Double.POSITIVE_INFINITY, 0, name);
        }
        double largest = 0;
        double difference = 0;
        for (long i = 0; i < expected.elements(); i++) {
            double a = expected.getDouble(i);
            double b = actual.getDouble(i);
            if (Double.compare(a, b) != 0 && a != b) {
                boolean finite = Double.isFinite(a) && Double.isFinite(b);
                difference = Math.max(difference, finite ? Math.abs(a - b) : Double.POSITIVE_INFINITY);
            }
            largest = Double.isFinite(a) ? Math.max(largest, Math.abs(a)) : largest;
        }
        double relative = difference == 0 ? 0 : largest == 0 ? Double.POSITIVE_INFINITY : difference / largest;
        return new Difference(relative, noise(expected.dtype()), name);
    }

    private static boolean isEqual(Tensor expected, Tensor actual) {
        for (long i = 0; i < expected.elements(); i++) {
            boolean same = expected.dtype() == DType.STRING
                    ? Arrays.equals(expected.getBytes(i), actual.getBytes(i))
                    : expected.dtype().isComplex()
                            ? expected.getDouble(i) == actual.getDouble(i)
                                    && expected.getImaginary(i) == actual.getImaginary(i)
                            : expected.getLong(i) == actual.getLong(i);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** A few roundings of the dtype: a defect may lead to other fusions of the same sums. */
    private static double noise(DType dtype) {
        return switch (dtype) {
            case DOUBLE -> 1e-14;
            case FLOAT -> 1e-6;
            case FLOAT16 -> 1e-3;
            default -> 8e-3;
        };
    }

    @Override
    public String toString() {
        return where.isEmpty() ? "no difference" : "differs by " + (float) relative + " in '" + where + "'";
    }
}
