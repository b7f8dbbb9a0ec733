package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;

/**
 * {@code x * W + c} with an AddV2 becomes one with a BiasAdd, which TensorFlow's remapper joins with the convolution or product and with
 * an activation after it.
 */
final class ShiftAsBias implements Rule {
    @Override
    public Set<String> operations() {
        return Set.of("AddV2");
    }

    @Override
    public Optional<Value> apply(Site site, int index) {
        var linear = Linear.of(site.in(index)).filter(l -> l.bias().isEmpty());
        return linear.flatMap(l -> site.alongLastAxis(1 - index, l.channels()))
                .map(c -> site.biased(site.in(index), 1 - index, c));
    }
}
