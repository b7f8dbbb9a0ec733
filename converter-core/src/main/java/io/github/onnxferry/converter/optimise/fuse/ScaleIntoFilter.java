package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;

/** {@code (x * W + b) * c} becomes {@code x * (W c) + b c}: the factor of a batch normalisation after a convolution. */
final class ScaleIntoFilter implements Rule {
    @Override
    public Set<String> operations() {
        return Set.of("Mul");
    }

    @Override
    public Optional<Value> apply(Site site, int index) {
        var linear = Linear.of(site.in(index));
        var factors = linear.flatMap(l -> site.alongLastAxis(1 - index, l.channels()));
        if (factors.isEmpty() || !site.budget().take(linear.get().filter().elements())) {
            return Optional.empty();
        }
        var it = linear.get();
        return Optional.of(it.with(
                Linear.scaled(it.filter(), factors.get()),
                it.bias().map(b -> Linear.scaled(b, factors.get())),
                site.tf(),
                site));
    }
}
