package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;

/**
 * A product of matrices of which one was transposed reads it as it was. Where the rows of an operand come from its last axis, as those
 * of the keys of an attention, only the other axes are transposed, whose elements move by rows. The product may be summed in another
 * order.
 */
final class AdjointProduct implements Rule {
    @Override
    public Set<String> operations() {
        return Set.of("BatchMatMulV2");
    }

    @Override
    public Optional<Value> apply(Site site) {
        if (site.result().dtype().isComplex()) {
            return Optional.empty();
        }
        var x = turned(site, 0);
        var y = turned(site, 1);
        if (x.isEmpty() && y.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(site.tf()
                .op("BatchMatMulV2")
                .in(x.orElse(site.in(0)), y.orElse(site.in(1)))
                .attr("adj_x", flag(site, "adj_x") != x.isPresent())
                .attr("adj_y", flag(site, "adj_y") != y.isPresent())
                .shapes(site.result().shape())
                .one());
    }

    private static boolean flag(Site site, String name) {
        var attr = site.node().attrs().get(name);
        return attr != null && attr.getB();
    }

    /** An operand with its last two axes exchanged, if that takes less to make. */
    private static Optional<Value> turned(Site site, int index) {
        var permutation = Site.permutation(site.in(index));
        return permutation
                .filter(p -> p.length > 2 && p[p.length - 2] == p.length - 1 && site.isOnlyUse(index))
                .map(p -> {
                    var turned = p.clone();
                    turned[p.length - 1] = p[p.length - 2];
                    turned[p.length - 2] = p[p.length - 1];
                    return site.tf().transpose(site.in(index).node().inputs().get(0), turned);
                });
    }
}
