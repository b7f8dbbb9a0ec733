package io.github.onnxferry.converter.tensor;

import java.util.Arrays;
import java.util.Optional;

/** Arithmetic of strided views: the stride of an axis is the distance of its neighbours, in elements. */
final class Strides {
    private Strides() {}

    /** The strides of elements that lie one after another, last axis fastest. */
    static long[] rowMajor(long[] sizes) {
        var strides = new long[sizes.length];
        long step = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= sizes[i];
        }
        return strides;
    }

    /** Where the element with a row-major index lies. */
    static long position(long[] sizes, long[] strides, long index) {
        long rest = index;
        long at = 0;
        for (int i = sizes.length - 1; i >= 0 && rest != 0; i--) {
            at += (rest % sizes[i]) * strides[i];
            rest /= sizes[i];
        }
        return at;
    }

    /** The strides under which the same view has other axes, if there are any. */
    static Optional<long[]> reshape(long[] sizes, long[] strides, long[] newSizes) {
        var result = new long[newSizes.length];
        int from = 0;
        int to = 0;
        while (to < newSizes.length) {
            if (newSizes[to] == 1) {
                to++;
                continue;
            }
            while (from < sizes.length && sizes[from] == 1) {
                from++;
            }
            if (from == sizes.length) {
                return Optional.empty();
            }
            int fromEnd = from;
            int toEnd = to;
            long fromCount = sizes[fromEnd++];
            long toCount = newSizes[toEnd++];
            while (fromCount != toCount) {
                if (fromCount < toCount) {
                    if (fromEnd == sizes.length) {
                        return Optional.empty();
                    }
                    fromCount *= sizes[fromEnd++];
                } else {
                    if (toEnd == newSizes.length) {
                        return Optional.empty();
                    }
                    toCount *= newSizes[toEnd++];
                }
            }
            for (int i = from; i + 1 < fromEnd; i++) {
                if (strides[i] != strides[i + 1] * sizes[i + 1]) {
                    return Optional.empty();
                }
            }
            long step = strides[fromEnd - 1];
            for (int i = toEnd - 1; i >= to; i--) {
                result[i] = step;
                step *= newSizes[i];
            }
            from = fromEnd;
            to = toEnd;
        }
        return Optional.of(result);
    }

    /** A view: lengths and strides of its axes. */
    record View(long[] sizes, long[] strides) {}

    /** The same elements in the same order with as few axes as possible, at least one; no length is 0. */
    static View merged(long[] sizes, long[] strides) {
        var newSizes = new long[Math.max(1, sizes.length)];
        var newStrides = new long[newSizes.length];
        int last = 0;
        newSizes[0] = 1;
        newStrides[0] = 1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == 1) {
                continue;
            }
            if (newSizes[last] != 1 && newStrides[last] == strides[i] * sizes[i]) {
                newSizes[last] *= sizes[i];
            } else {
                last = newSizes[last] == 1 ? last : last + 1;
                newSizes[last] = sizes[i];
            }
            newStrides[last] = strides[i];
        }
        return new View(Arrays.copyOf(newSizes, last + 1), Arrays.copyOf(newStrides, last + 1));
    }

    /** Visits the positions of all elements in row-major order. */
    static final class Walk {
        private final long[] sizes;
        private final long[] strides;
        private final long[] at;
        private long position;

        Walk(long[] sizes, long[] strides) {
            this.sizes = sizes;
            this.strides = strides;
            this.at = new long[sizes.length];
            Arrays.fill(at, 0);
        }

        /** The position of the next element. */
        long next() {
            long here = position;
            for (int axis = sizes.length - 1; axis >= 0; axis--) {
                position += strides[axis];
                if (++at[axis] < sizes[axis]) {
                    break;
                }
                position -= strides[axis] * sizes[axis];
                at[axis] = 0;
            }
            return here;
        }
    }
}
