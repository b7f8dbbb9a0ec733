package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Comparisons of known elements that come out the same whatever the lengths are: {@code batch == -1} is false. They
 * decide the choices that exporters leave in computed shapes.
 */
final class ElementComparisons {
    /** What the sign of the difference must be. */
    private static final Map<String, IntPredicate> WANTED = Map.of(
            "Equal", s -> s == 0,
            "NotEqual", s -> s != 0,
            "Less", s -> s < 0,
            "LessEqual", s -> s <= 0,
            "Greater", s -> s > 0,
            "GreaterEqual", s -> s >= 0);

    private ElementComparisons() {}

    /** The result, if it is known for all elements. */
    static Optional<Tensor> fold(Emission e) {
        var wanted = WANTED.get(e.op());
        if (wanted == null) {
            return Optional.empty();
        }
        var x = e.arg(0);
        var y = e.arg(1);
        if (x.elements().isEmpty() || y.elements().isEmpty()) {
            return Optional.empty();
        }
        var a = x.elements().get();
        var b = y.elements().get();
        if (x.shape().equals(y.shape()) || (b.size() == 1 && y.rank() <= x.rank())) {
            return compare(a, b, x.shape(), wanted);
        }
        return a.size() == 1 && x.rank() <= y.rank() ? compare(a, b, y.shape(), wanted) : Optional.empty();
    }

    private static Optional<Tensor> compare(List<Dim> a, List<Dim> b, Shape shape, IntPredicate wanted) {
        if (!shape.isFullyKnown()) {
            return Optional.empty();
        }
        var result = new long[Math.toIntExact(Tensor.elements(shape.sizes()))];
        for (int i = 0; i < result.length; i++) {
            var signs = signs(a.get(a.size() == 1 ? 0 : i), b.get(b.size() == 1 ? 0 : i));
            boolean holds = wanted.test(signs[0]);
            if (IntStream.of(signs).anyMatch(s -> wanted.test(s) != holds)) {
                return Optional.empty();
            }
            result[i] = holds ? 1 : 0;
        }
        return Optional.of(Tensor.ofLongs(DType.BOOL, shape.sizes(), result));
    }

    /** The signs that the difference of two may have. */
    private static int[] signs(Dim a, Dim b) {
        if (a.isKnown() && b.isKnown()) {
            return new int[] {Long.compare(a.value(), b.value())};
        }
        var difference = a.minus(b);
        if (difference.isKnown()) {
            return new int[] {Long.signum(difference.value())};
        }
        var negative = difference.times(-1);
        if (difference.isNonNegative()) {
            return difference.plus(-1).isNonNegative() ? new int[] {1} : new int[] {0, 1};
        }
        if (negative.isNonNegative()) {
            return negative.plus(-1).isNonNegative() ? new int[] {-1} : new int[] {-1, 0};
        }
        return new int[] {-1, 0, 1};
    }
}
