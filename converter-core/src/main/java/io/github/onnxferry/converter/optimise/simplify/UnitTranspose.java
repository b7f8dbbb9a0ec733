package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A transpose that moves axes of length 1 only leaves the elements in their order: they are given other axes. */
final class UnitTranspose implements Rule {
    @Override
    public Set<String> operations() {
        return Set.of("Transpose");
    }

    @Override
    public Optional<Value> apply(Site site) {
        var x = site.in(0);
        var permutation = site.constant(1);
        if (permutation.isEmpty()
                || !x.hasRank()
                || !Reshaping.isStated(site.result().shape())) {
            return Optional.empty();
        }
        var moved = Arrays.stream(permutation.get().ints())
                .filter(axis -> !x.dim(axis).is(1))
                .toArray();
        boolean keepsOrder = Arrays.equals(moved, Arrays.stream(moved).sorted().toArray());
        return keepsOrder
                ? Optional.of(Reshaping.reshaped(site.tf(), x, site.result().shape()))
                : Optional.empty();
    }
}
