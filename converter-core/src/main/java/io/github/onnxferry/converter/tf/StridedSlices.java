package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What TensorFlow's {@code StridedSlice} takes along each axis; ellipsis and new-axis masks are not emitted. */
final class StridedSlices {
    private StridedSlices() {}

    /** The positions taken from a vector of known length, if begin, end and stride are constants. */
    static Optional<List<Integer>> positions(Emission e, int length) {
        return e.arg(1).constant().filter(b -> b.elements() > 1).isPresent()
                ? Optional.empty()
                : positions(e, 0, length);
    }

    /** The positions taken along an axis of known length, if begin, end and stride are constants. */
    static Optional<List<Integer>> positions(Emission e, int axis, int length) {
        var begin = e.arg(1).constant();
        var end = e.arg(2).constant();
        var stride = e.arg(3).constant();
        if (begin.isEmpty() || end.isEmpty() || stride.isEmpty()) {
            return Optional.empty();
        }
        if (axis >= begin.get().elements()) {
            return Optional.of(IntStream.range(0, length).boxed().toList());
        }
        if (isShrunk(e, axis)) {
            long at = begin.get().getLong(axis);
            long position = at < 0 ? at + length : at;
            return position < 0 || position >= length ? Optional.empty() : Optional.of(List.of((int) position));
        }
        long step = stride.get().getLong(axis);
        long from = (e.intAttr("begin_mask") >> axis & 1) == 1
                ? (step > 0 ? 0 : length - 1)
                : clamp(begin.get().getLong(axis), length, step);
        long to = (e.intAttr("end_mask") >> axis & 1) == 1
                ? (step > 0 ? length : -1)
                : clamp(end.get().getLong(axis), length, step);
        var positions = new ArrayList<Integer>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            positions.add((int) i);
        }
        return Optional.of(positions);
    }

    /** Whether one position is taken along an axis, and the axis dropped. */
    static boolean isShrunk(Emission e, int axis) {
        return (e.intAttr("shrink_axis_mask") >> axis & 1) == 1;
    }

    private static long clamp(long at, long length, long step) {
        long position = at < 0 ? at + length : at;
        return step > 0 ? Math.max(0, Math.min(position, length)) : Math.max(-1, Math.min(position, length - 1));
    }

    /** The shape of a slice. */
    static Shape shape(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        if (!source.hasRank() || e.intAttr("new_axis_mask") != 0 || e.intAttr("ellipsis_mask") != 0) {
            return Shape.unknown();
        }
        var begin = e.arg(1);
        if (!begin.hasRank() || !begin.dim(0).isKnown()) {
            return Shape.unknown();
        }
        int sliced = (int) begin.dim(0).value();
        var dims = new ArrayList<Dim>();
        for (int axis = 0; axis < source.rank(); axis++) {
            if (axis >= sliced) {
                dims.add(source.dim(axis));
            } else if ((e.intAttr("shrink_axis_mask") >> axis & 1) == 0) {
                dims.add(length(e, axis, source.dim(axis), unknown));
            }
        }
        return Shape.of(dims);
    }

    private static Dim length(Emission e, int axis, Dim length, Supplier<Dim> unknown) {
        boolean fromStart = (e.intAttr("begin_mask") >> axis & 1) == 1;
        boolean toEnd = (e.intAttr("end_mask") >> axis & 1) == 1;
        var stride = e.arg(3).elements().map(x -> x.get(axis));
        if (stride.isEmpty() || !stride.get().isKnown()) {
            return unknown.get();
        }
        long step = stride.get().value();
        var begin = e.arg(1).elements().map(x -> x.get(axis));
        var end = e.arg(2).elements().map(x -> x.get(axis));
        if (length.isKnown()) {
            long n = length.value();
            if ((fromStart || begin.filter(Dim::isKnown).isPresent())
                    && (toEnd || end.filter(Dim::isKnown).isPresent())) {
                long from = fromStart
                        ? (step > 0 ? 0 : n - 1)
                        : clamp(begin.orElseThrow().value(), n, step);
                long to = toEnd ? (step > 0 ? n : -1) : clamp(end.orElseThrow().value(), n, step);
                long span = step > 0 ? to - from : from - to;
                return Dim.of(span <= 0 ? 0 : (span + Math.abs(step) - 1) / Math.abs(step));
            }
            return unknown.get();
        }
        if (step == -1 && fromStart && toEnd) {
            return length;
        }
        boolean whole = toEnd || end.filter(d -> isPastEnd(d, length)).isPresent();
        var from = fromStart
                ? Optional.of(Dim.of(0))
                : begin.flatMap(d -> d.isKnown() && d.value() >= 0 ? begin : position(d, length));
        var to = whole ? Optional.of(length) : end.flatMap(d -> position(d, length));
        if (step <= 0 || from.isEmpty() || to.isEmpty()) {
            return unknown.get();
        }
        var span = to.get().minus(from.get());
        return (span.isNonNegative() ? span : Dim.max(span, Dim.of(0))).ceilDiv(step);
    }

    /** Where a bound lies on an axis of open length, if it is a number or surely on the axis. */
    private static Optional<Dim> position(Dim bound, Dim length) {
        if (bound.isKnown()) {
            return Optional.of(bound.value() < 0 ? Dim.max(length.plus(bound), Dim.of(0)) : Dim.min(bound, length));
        }
        boolean inside = bound.isNonNegative() && length.minus(bound).isNonNegative();
        return inside ? Optional.of(bound) : Optional.empty();
    }

    private static boolean isPastEnd(Dim end, Dim length) {
        return end.equals(length) || (end.isKnown() && end.value() >= Integer.MAX_VALUE);
    }
}
