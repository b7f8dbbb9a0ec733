package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An axis that is split, whose parts change places, and which is joined again, such as the channels between grouped convolutions:
 * its positions are gathered in their new order, which can be done in any order of the axes.
 */
final class ChannelShuffle implements Rule {
    /** Longer axes are left as they are: the positions would be as long. */
    private static final long MAX_LENGTH = 1 << 14;

    private static final Set<String> SPLITS = Set.of("Reshape");

    @Override
    public Set<String> operations() {
        return Set.of("Reshape");
    }

    @Override
    public Optional<Value> apply(Site site) {
        var permutation = Site.permutation(site.in(0));
        var split =
                permutation.flatMap(p -> Site.maker(site.in(0).node().inputs().get(0), SPLITS));
        if (split.isEmpty()) {
            return Optional.empty();
        }
        var x = split.get().inputs().get(0);
        var parts = split.get().outputs().get(0).shape();
        boolean joinsAgain =
                x.hasRank() && parts.hasRank() && x.shape().equals(site.result().shape());
        return joinsAgain
                ? positions(x.shape(), parts, permutation.orElseThrow())
                        .map(p -> site.tf()
                                .gather(x, site.tf().constant(Tensor.vector32(p)), splitAxis(x.shape(), parts)))
                : Optional.empty();
    }

    /** The first axis that is not what it was. */
    private static int splitAxis(Shape whole, Shape parts) {
        return (int) IntStream.range(0, whole.rank())
                .takeWhile(i -> i < parts.rank() && whole.dim(i).equals(parts.dim(i)))
                .count();
    }

    /** In which order the positions of the axis come that is split, if it is only one and nothing else moves. */
    private static Optional<long[]> positions(Shape whole, Shape parts, int[] permutation) {
        int axis = splitAxis(whole, parts);
        int end = axis + parts.rank() - whole.rank() + 1;
        if (end < axis + 2 || axis == whole.rank() || !whole.dim(axis).isKnown()) {
            return Optional.empty();
        }
        var factors = parts.dims().subList(axis, end);
        boolean onlyOne =
                whole.dims().subList(axis + 1, whole.rank()).equals(parts.dims().subList(end, parts.rank()))
                        && factors.stream().allMatch(Dim::isKnown)
                        && Shape.product(factors).equals(whole.dim(axis));
        boolean nothingElse =
                IntStream.range(0, permutation.length).allMatch(i -> (i >= axis && i < end) || permutation[i] == i);
        long length = whole.dim(axis).value();
        if (!onlyOne || !nothingElse || length == 0 || length > MAX_LENGTH) {
            return Optional.empty();
        }
        var inner = Arrays.stream(permutation, axis, end).map(i -> i - axis).toArray();
        var before =
                Tensor.vector(IntStream.range(0, (int) length).asLongStream().toArray());
        return Optional.of(
                before.reshape(Shape.of(factors).sizes()).transpose(inner).longs());
    }
}
