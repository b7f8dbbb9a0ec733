package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An activation of a product with a bias is computed before rows are given their axes again: TensorFlow joins it with the product. */
final class ActivationBeforeReshape implements Rule {
    @Override
    public Set<String> operations() {
        return Set.of("Relu", "Relu6", "Elu", "LeakyRelu", "Tanh", "Sigmoid");
    }

    @Override
    public Optional<Value> apply(Site site, int index) {
        return Rows.ofBiasedProduct(site.in(0))
                .filter(r -> r.sizes().isPresent())
                .map(r -> {
                    var activated = site.rewriter()
                            .copy(
                                    site.node(),
                                    List.of(r.rows()),
                                    Map.of(),
                                    List.of(r.rows().shape()))
                            .get(0);
                    return r.shaped(activated, site.tf());
                });
    }
}
