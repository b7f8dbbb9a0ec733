package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;

/** Axes that are given to elements several times are given once, or not at all where they are those that there were. */
final class ReshapeChain implements Rule {
    @Override
    public Set<String> operations() {
        return Reshaping.OPERATIONS;
    }

    @Override
    public Optional<Value> apply(Site site) {
        var x = site.in(0);
        var shape = site.result().shape();
        var source = Reshaping.source(x);
        boolean back = shape.hasRank() && source.shape().equals(shape);
        boolean joins = source != x && Reshaping.isStated(shape);
        return back || joins ? Optional.of(Reshaping.reshaped(site.tf(), x, shape)) : Optional.empty();
    }
}
