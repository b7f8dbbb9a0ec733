package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.result.Metrics;
import java.util.Optional;

/** How far the largest elements of rows agree, as users of a classifier see it. */
final class TopAgreement {
    private static final int MAX_K = 5;

    private TopAgreement() {}

    /** Along the last axis; nothing where there are no rows of at least two real numbers. */
    static Optional<Metrics.TopK> of(Tensor reference, Tensor actual) {
        var sizes = reference.sizes();
        if (sizes.length == 0 || !reference.dtype().isFloat() || reference.dtype() == DType.STRING) {
            return Optional.empty();
        }
        int width = (int) Math.min(Integer.MAX_VALUE, sizes[sizes.length - 1]);
        if (width < 2 || reference.elements() == 0) {
            return Optional.empty();
        }
        int k = Math.min(MAX_K, width - 1);
        long rows = reference.elements() / width;
        double first = 0;
        double all = 0;
        for (long row = 0; row < rows; row++) {
            var expected = largest(reference, row * width, width, k);
            var given = largest(actual, row * width, width, k);
            first += expected[0] == given[0] ? 1 : 0;
            all += common(expected, given);
        }
        return Optional.of(new Metrics.TopK(k, first / rows, all / rows / k));
    }

    private static int common(int[] a, int[] b) {
        int common = 0;
        for (int x : a) {
            for (int y : b) {
                common += x == y ? 1 : 0;
            }
        }
        return common;
    }

    /** Places of the largest elements of a row, the largest first; the earlier of equal ones. */
    private static int[] largest(Tensor tensor, long from, int width, int k) {
        var places = new int[k];
        var values = new double[k];
        int held = 0;
        for (int i = 0; i < width; i++) {
            double value = tensor.getDouble(from + i);
            if (held == k && !(value > values[k - 1])) {
                continue;
            }
            int at = held < k ? held++ : k - 1;
            while (at > 0 && value > values[at - 1]) {
                values[at] = values[at - 1];
                places[at] = places[at - 1];
                at--;
            }
            values[at] = value;
            places[at] = i;
        }
        return places;
    }
}
