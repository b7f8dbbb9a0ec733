package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Where the elements of a tensor are in a copy of it whose axes are permuted, such as a filter that is channels-first in one
 * and channels-last in the other. Both are seen flat, row by row.
 */
final class Layout {
    /** Above this rank only the order as it is counts; no operator re-lays such tensors. */
    private static final int MAX_RANK = 6;

    private final long[] sizes;
    private final long[] strides;

    private Layout(long[] sizes, int[] permutation) {
        this.sizes = sizes;
        this.strides = new long[sizes.length];
        long stride = 1;
        for (int i = permutation.length - 1; i >= 0; i--) {
            strides[permutation[i]] = stride;
            stride *= sizes[permutation[i]];
        }
    }

    /**
     * All layouts in which the copy holds the tensor, judged by the values of the elements. There is none if it is no copy,
     * and there are several if the values do not tell axes apart.
     */
    static List<Layout> of(Tensor tensor, Tensor copy) {
        if (tensor.elements() != copy.elements()) {
            return List.of();
        }
        var squeezed = LongStream.of(tensor.sizes()).filter(s -> s != 1).toArray();
        var flat = tensor.reshape(squeezed);
        var found = new ArrayList<Layout>();
        var same = new int[squeezed.length];
        Arrays.setAll(same, i -> i);
        if (squeezed.length > MAX_RANK) {
            if (equal(flat, copy)) {
                found.add(new Layout(squeezed, same));
            }
            return found;
        }
        for (int[] permutation : permutations(same, 0)) {
            if (equal(flat.transpose(permutation), copy)) {
                found.add(new Layout(squeezed, permutation));
            }
        }
        return asShaped(found, squeezed, copy);
    }

    /** The layout of a tensor that is held as it is. */
    static Layout same(Tensor tensor) {
        var axes = new int[tensor.rank()];
        Arrays.setAll(axes, i -> i);
        return new Layout(tensor.sizes(), axes);
    }

    /** Of several layouts the only one that gives the copy the lengths that it has, if there is such a one. */
    private static List<Layout> asShaped(List<Layout> found, long[] sizes, Tensor copy) {
        if (found.size() < 2) {
            return found;
        }
        var wanted = LongStream.of(copy.sizes()).filter(s -> s != 1).toArray();
        var shaped = found.stream()
                .filter(l -> wanted.length == sizes.length && Arrays.equals(l.lengths(), wanted))
                .toList();
        return shaped.size() == 1 ? shaped : found;
    }

    private long[] lengths() {
        return IntStream.range(0, sizes.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> strides[i]).reversed())
                .mapToLong(i -> sizes[i])
                .toArray();
    }

    private static List<int[]> permutations(int[] axes, int from) {
        if (from >= axes.length - 1) {
            return List.of(axes.clone());
        }
        var all = new ArrayList<int[]>();
        for (int i = from; i < axes.length; i++) {
            var swapped = axes.clone();
            swapped[from] = axes[i];
            swapped[i] = axes[from];
            all.addAll(permutations(swapped, from + 1));
        }
        return all;
    }

    private static boolean equal(Tensor a, Tensor b) {
        for (long i = 0; i < a.elements(); i++) {
            if (Double.compare(a.getDouble(i), b.getDouble(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The place in the copy of an element of the tensor. */
    long place(long element) {
        long rest = element;
        long place = 0;
        for (int i = sizes.length - 1; i >= 0; i--) {
            place += rest % sizes[i] * strides[i];
            rest /= sizes[i];
        }
        return place;
    }
}
