package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Two transposes with a reshape between them become one, or none: where the reshape joins or splits axes, the second transpose moves
 * what they were joined from or split from. An image that is read as a row of pixels, {@code [N, H, W, C]} to {@code [N, C, H, W]} to
 * {@code [N, C, H * W]} to {@code [N, H * W, C]}, is not transposed at all.
 */
final class TransposeAcrossReshape implements Rule {
    /** Axes {@code [from, to)} before a reshape, and {@code [after, afterTo)} after it, that hold the same elements. */
    private record Block(int from, int to, int after, int afterTo) {}

    @Override
    public Set<String> operations() {
        return Set.of("Transpose");
    }

    @Override
    public Optional<Value> apply(Site site) {
        var second = site.constant(1);
        var reshape = Site.maker(site.in(0), Reshaping.OPERATIONS);
        var between = reshape.map(r -> r.inputs().get(0));
        var first = between.flatMap(Site::permutation);
        if (second.isEmpty()
                || first.isEmpty()
                || !Reshaping.isStated(site.result().shape())) {
            return Optional.empty();
        }
        var x = between.get().node().inputs().get(0);
        return axes(between.get().shape(), site.in(0).shape(), second.get().ints())
                .map(axes -> Arrays.stream(axes).map(a -> first.get()[a]).toArray())
                .map(all -> Reshaping.reshaped(
                        site.tf(), site.tf().transpose(x, all), site.result().shape()));
    }

    /** In which order the axes before a reshape have to be, so that after it they are transposed; if there is one. */
    private static Optional<int[]> axes(Shape before, Shape after, int[] permutation) {
        var blocks = blocks(before, after);
        var order = new LinkedHashSet<Block>();
        int next = -1;
        for (int axis : permutation) {
            var block = blocks.stream()
                    .filter(b -> b.after() <= axis && axis < b.afterTo())
                    .findFirst();
            boolean begins = block.isPresent() && axis == block.get().after() && order.add(block.get());
            if (!begins && axis != next) {
                return Optional.empty();
            }
            next = block.map(Block::afterTo).filter(end -> axis + 1 < end).isPresent() ? axis + 1 : -1;
        }
        return Optional.of(order.stream()
                .flatMapToInt(b -> IntStream.range(b.from(), b.to()))
                .toArray());
    }

    /** The smallest groups of neighbouring axes that have as many elements before as after; none if they cannot be told. */
    private static List<Block> blocks(Shape before, Shape after) {
        var blocks = new ArrayList<Block>();
        int i = 0;
        int j = 0;
        while (i < before.rank() && j < after.rank()) {
            int from = i;
            int to = j;
            var a = before.dim(i++);
            var b = after.dim(j++);
            while (!a.equals(b)) {
                boolean lacksBefore = b.dividedExactlyBy(a).isPresent();
                if (lacksBefore ? i == before.rank() : j == after.rank()) {
                    return List.of();
                }
                a = lacksBefore ? a.times(before.dim(i++)) : a;
                b = lacksBefore ? b : b.times(after.dim(j++));
            }
            blocks.add(new Block(from, i, to, j));
        }
        return i == before.rank() && j == after.rank() ? blocks : withUnits(blocks, before, after, i, j);
    }

    /** The axes that are left have length 1 and go with the last group. */
    private static List<Block> withUnits(List<Block> blocks, Shape before, Shape after, int i, int j) {
        var left = new ArrayList<Dim>(before.dims().subList(i, before.rank()));
        left.addAll(after.dims().subList(j, after.rank()));
        if (blocks.isEmpty() || left.stream().anyMatch(d -> !d.is(1))) {
            return List.of();
        }
        var last = blocks.remove(blocks.size() - 1);
        blocks.add(new Block(last.from(), before.rank(), last.after(), after.rank()));
        return blocks;
    }
}
