package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;

/**
 * A bias after a product whose rows have been given their axes again is added before that: TensorFlow joins a product with a bias of
 * two axes only.
 */
final class BiasBeforeReshape implements Rule {
    @Override
    public Set<String> operations() {
        return Set.of("AddV2");
    }

    @Override
    public Optional<Value> apply(Site site, int index) {
        var reshaped = site.in(index);
        var reshape = reshaped.node();
        if (!reshape.op().equals("Reshape") || !reshape.controlInputs().isEmpty()) {
            return Optional.empty();
        }
        var product = reshape.inputs().get(0);
        var linear = Linear.of(product)
                .filter(l -> l.node().op().equals("MatMul") && l.bias().isEmpty());
        boolean keepsRows = linear.isPresent()
                && reshaped.hasRank()
                && reshaped.rank() > 0
                && reshaped.dim(-1).is(linear.get().channels());
        if (!keepsRows) {
            return Optional.empty();
        }
        var bias = site.alongLastAxis(1 - index, linear.get().channels());
        return bias.map(b -> site.tf()
                .op("Reshape")
                .in(site.biased(product, 1 - index, b), reshape.inputs().get(1))
                .shapes(reshaped.shape())
                .one());
    }
}
