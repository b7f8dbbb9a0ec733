package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A choice whose condition is the same constant everywhere. */
final class CertainSelect implements Rule {
    /** Longer conditions are not looked at. */
    private static final long MAX_ELEMENTS = 4096;

    @Override
    public Set<String> operations() {
        return Set.of("SelectV2");
    }

    @Override
    public Optional<Value> apply(Site site) {
        return site.constant(0)
                .filter(t -> t.elements() > 0 && t.elements() <= MAX_ELEMENTS)
                .map(Tensor::longs)
                .filter(c -> Arrays.stream(c).distinct().count() == 1)
                .flatMap(c -> site.unchanged(c[0] != 0 ? 1 : 2));
    }
}
