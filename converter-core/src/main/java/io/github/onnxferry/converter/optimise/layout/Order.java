package io.github.onnxferry.converter.optimise.layout;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The order of axes that channels-last kernels want of channels-first values of a rank: {@code [N, C, spatial...]} as {@code [N,
 * spatial..., C]}.
 */
final class Order {
    private Order() {}

    /** Axis {@code i} of the channels-last form is this axis of the channels-first form. */
    static int[] toLast(int rank) {
        return IntStream.range(0, rank)
                .map(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1)
                .toArray();
    }

    /** Axis {@code i} of the channels-first form is this axis of the channels-last form. */
    static int[] toFirst(int rank) {
        return IntStream.range(0, rank)
                .map(i -> i == 0 ? 0 : i == 1 ? rank - 1 : i - 1)
                .toArray();
    }

    /** Where an axis of the channels-first form is in the channels-last form. */
    static int moved(int axis, int rank) {
        return toFirst(rank)[axis];
    }

    /** The shape in channels-last form. */
    static Shape toLast(Shape shape) {
        List<Dim> dims = Arrays.stream(toLast(shape.rank()))
                .mapToObj(i -> shape.dims().get(i))
                .toList();
        return Shape.of(dims);
    }

    /** The constant permutation of a Transpose. */
    static Optional<int[]> permutation(TfNode node) {
        return node.op().equals("Transpose") ? node.inputs().get(1).constant().map(t -> t.ints()) : Optional.empty();
    }

    static boolean isToLast(int[] permutation) {
        return permutation.length > 2 && Arrays.equals(permutation, toLast(permutation.length));
    }

    static boolean isToFirst(int[] permutation) {
        return permutation.length > 2 && Arrays.equals(permutation, toFirst(permutation.length));
    }
}
