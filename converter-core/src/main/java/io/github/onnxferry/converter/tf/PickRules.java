package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Parts of constants. The parameters of a model that are floats of two or more axes stay whole: a part of one could not be trained as
 * the parameter that it is. Vectors are taken apart, as they may hold scales, thresholds and sizes, which decide what is emitted.
 */
final class PickRules {
    /** What is repeated grows by no more than this many bytes. */
    private static final long MAX_GROWTH = 1 << 16;

    private PickRules() {}

    static Optional<List<Tensor>> stridedSlice(Emission e, List<Tensor> t) {
        var source = t.get(0);
        if (e.intAttr("new_axis_mask") != 0 || e.intAttr("ellipsis_mask") != 0 || !isPicked(e, source)) {
            return Optional.empty();
        }
        var taken = new ArrayList<long[]>();
        var kept = new ArrayList<Long>();
        for (int axis = 0; axis < source.rank(); axis++) {
            var positions = StridedSlices.positions(e, axis, (int) source.sizes()[axis]);
            if (positions.isEmpty()) {
                return Optional.empty();
            }
            taken.add(positions.get().stream().mapToLong(Integer::longValue).toArray());
            if (axis >= t.get(1).elements() || !StridedSlices.isShrunk(e, axis)) {
                kept.add((long) positions.get().size());
            }
        }
        return Optional.of(List.of(picked(source, taken)
                .reshape(kept.stream().mapToLong(Long::longValue).toArray())));
    }

    static Optional<List<Tensor>> slice(Emission e, List<Tensor> t) {
        var source = t.get(0);
        var begins = t.get(1).longs();
        var counts = t.get(2).longs();
        var taken = new ArrayList<long[]>();
        for (int axis = 0; axis < source.rank(); axis++) {
            long length = source.sizes()[axis];
            long end = counts[axis] == -1 ? length : begins[axis] + counts[axis];
            if (begins[axis] < 0 || end > length || end < begins[axis]) {
                return Optional.empty();
            }
            taken.add(LongStream.range(begins[axis], end).toArray());
        }
        return isPicked(e, source) ? Optional.of(List.of(picked(source, taken))) : Optional.empty();
    }

    static Optional<List<Tensor>> split(Emission e, List<Tensor> t) {
        int axis = axis(t.get(0).getLong(0), t.get(1).rank());
        long count = e.intAttr("num_split");
        long length = t.get(1).sizes()[axis];
        var sizes = new long[(int) count];
        Arrays.fill(sizes, length / count);
        return length % count == 0 ? parts(e, t.get(1), axis, sizes) : Optional.empty();
    }

    static Optional<List<Tensor>> splitSizes(Emission e, List<Tensor> t) {
        var source = t.get(0);
        int axis = axis(t.get(2).getLong(0), source.rank());
        var sizes = t.get(1).longs();
        boolean plain = Arrays.stream(sizes).allMatch(s -> s >= 0)
                && Arrays.stream(sizes).sum() == source.sizes()[axis];
        return plain ? parts(e, source, axis, sizes) : Optional.empty();
    }

    static Optional<List<Tensor>> unpack(Emission e, List<Tensor> t) {
        var source = t.get(0);
        int axis = axis(e.intAttr("axis"), source.rank());
        var ones = new long[(int) source.sizes()[axis]];
        Arrays.fill(ones, 1);
        var without = IntStream.range(0, source.rank())
                .filter(a -> a != axis)
                .mapToLong(a -> source.sizes()[a])
                .toArray();
        return parts(e, source, axis, ones)
                .map(parts -> parts.stream().map(p -> p.reshape(without)).toList());
    }

    static Optional<List<Tensor>> tile(Emission e, List<Tensor> t) {
        var source = t.get(0);
        var times = t.get(1).longs();
        var taken = new ArrayList<long[]>();
        double elements = 1;
        for (int axis = 0; axis < source.rank(); axis++) {
            elements *= source.sizes()[axis] * (double) times[axis];
        }
        if ((elements - source.elements()) * source.dtype().carrier().bits() / 8 > MAX_GROWTH || !isPicked(e, source)) {
            return Optional.empty();
        }
        for (int axis = 0; axis < source.rank(); axis++) {
            long length = source.sizes()[axis];
            taken.add(LongStream.range(0, length * times[axis])
                    .map(i -> i % length)
                    .toArray());
        }
        return Optional.of(List.of(picked(source, taken)));
    }

    private static int axis(long axis, int rank) {
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** Whether parts of a constant are made: it is no parameter that may be trained. */
    private static boolean isPicked(Emission e, Tensor source) {
        boolean trained = source.rank() > 1
                && source.dtype().isFloat()
                && e.flat().stream().anyMatch(v -> v.node().weightName().isPresent());
        return !trained && source.elements() <= FoldRules.MAX_ELEMENTS;
    }

    private static Optional<List<Tensor>> parts(Emission e, Tensor source, int axis, long[] sizes) {
        if (!isPicked(e, source)) {
            return Optional.empty();
        }
        var parts = new ArrayList<Tensor>();
        long begin = 0;
        for (long size : sizes) {
            var taken = new ArrayList<long[]>();
            for (int a = 0; a < source.rank(); a++) {
                long from = a == axis ? begin : 0;
                taken.add(LongStream.range(from, a == axis ? begin + size : source.sizes()[a])
                        .toArray());
            }
            parts.add(picked(source, taken));
            begin += size;
        }
        return Optional.of(parts);
    }

    /** The elements at all combinations of positions, one list of them an axis. */
    private static Tensor picked(Tensor source, List<long[]> taken) {
        var sizes = taken.stream().mapToLong(p -> p.length).toArray();
        var positions = new long[(int) Tensor.elements(sizes)];
        long repeat = 1;
        long stride = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            var along = taken.get(axis);
            for (int i = 0; i < positions.length; i++) {
                positions[i] += along[(int) (i / repeat % along.length)] * stride;
            }
            repeat *= along.length;
            stride *= source.sizes()[axis];
        }
        return source.pick(sizes, positions);
    }
}
