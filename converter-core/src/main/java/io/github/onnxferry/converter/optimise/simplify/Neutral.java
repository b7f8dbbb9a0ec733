package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Arithmetic with a number that changes nothing, NaN and the sign of zero included: {@code -0 + 0} is {@code 0}, so of floats only
 * {@code -0} is left out of sums and only {@code 0} of differences. Parameters of the model stay, as they may be trained.
 */
final class Neutral implements Rule {
    /** Longer constants are not looked at. */
    private static final long MAX_ELEMENTS = 4096;

    @Override
    public Set<String> operations() {
        return Set.of("Mul", "RealDiv", "AddV2", "Sub", "Pow");
    }

    @Override
    public Optional<Value> apply(Site site) {
        return switch (site.node().op()) {
            case "Mul" -> is(site, 1, 1.0).or(() -> is(site, 0, 1.0));
            case "RealDiv", "Pow" -> is(site, 1, 1.0);
            case "AddV2" -> is(site, 1, -0.0).or(() -> is(site, 0, -0.0));
            case "Sub" -> is(site, 1, 0.0);
            default -> Optional.empty();
        };
    }

    /** The other operand, if one is a constant of one number throughout. */
    private static Optional<Value> is(Site site, int index, double number) {
        return site.constant(index)
                .filter(t -> site.in(index).node().weightName().isEmpty())
                .filter(t -> t.elements() <= MAX_ELEMENTS && isAll(t, number))
                .flatMap(t -> site.unchanged(1 - index));
    }

    private static boolean isAll(Tensor tensor, double number) {
        boolean compared = tensor.dtype().isFloat() || tensor.dtype().isInteger();
        if (!compared || tensor.dtype() == DType.BOOL) {
            return false;
        }
        return LongStream.range(0, tensor.elements())
                .allMatch(i -> tensor.dtype().isFloat()
                        ? Double.compare(tensor.getDouble(i), number) == 0
                        : tensor.getLong(i) == (long) number);
    }
}
