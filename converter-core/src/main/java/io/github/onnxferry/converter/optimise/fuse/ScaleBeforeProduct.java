package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Scores of an attention, {@code softmax(c (Q K))}, are scaled before the product, as {@code (c Q) K}: queries are shorter than rows of
 * scores.
 */
final class ScaleBeforeProduct implements Rule {
    @Override
    public Set<String> operations() {
        return Set.of("Softmax");
    }

    @Override
    public Optional<Value> apply(Site site, int index) {
        var scaled = site.in(0);
        var product = Product.of(scaled);
        if (product.factors().size() != 1 || product.coefficient() == 1) {
            return Optional.empty();
        }
        var scores = product.factors().get(0);
        if (!scores.node().op().equals("BatchMatMulV2") || !isLonger(scores) || !site.isReadHereOnly(scores)) {
            return Optional.empty();
        }
        var inputs = scores.node().inputs();
        var queries = site.tf().mul(inputs.get(0), product.coefficient());
        var made = site.rewriter()
                .copy(scores.node(), List.of(queries, inputs.get(1)), Map.of(), List.of(scores.shape()))
                .get(0);
        return Optional.of(site.rewriter()
                .copy(site.node(), List.of(made), Map.of(), List.of(scaled.shape()))
                .get(0));
    }

    /** Whether rows of scores are longer than queries, or as long as the input is. */
    private static boolean isLonger(Value scores) {
        var queries = scores.node().inputs().get(0);
        var transposed = scores.node().attrs().get("adj_x");
        return (transposed == null || !transposed.getB())
                && queries.dim(-1).isKnown()
                && (!scores.dim(-1).isKnown()
                        || scores.dim(-1).value() > queries.dim(-1).value());
    }
}
