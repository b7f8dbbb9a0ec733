package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Moving elements: shapes, axes, slices, joins. Shape values are int64. */
public interface ArrayOps extends Emitter {
    /** The shape as an int64 vector, {@code [rank]}. */
    default Value shapeOf(Value x) {
        return op("Shape").in(x).attr("out_type", DType.INT64).one();
    }

    /** The length of an axis as an int64 scalar; negative axes count from the end. */
    default Value sizeOf(Value x, int axis) {
        if (x.hasRank() && x.dim(axis).isKnown()) {
            return int64(x.dim(axis).value());
        }
        int at = axis < 0 && x.hasRank() ? axis + x.rank() : axis;
        return op("StridedSlice")
                .in(shapeOf(x), vector(at), vector(at + 1), vector(1))
                .attr("shrink_axis_mask", 1)
                .one();
    }

    /** The elements in other axes; {@code sizes} is an int64 vector in which one may be -1. */
    default Value reshape(Value x, Value sizes) {
        var elements = sizes.elements();
        if (elements.isPresent()) {
            var dims = elements.get();
            if (x.hasRank() && x.shape().dims().equals(dims)) {
                return x;
            }
            long open = dims.stream().filter(d -> !d.isKnown()).count();
            boolean plain = dims.stream().allMatch(d -> !d.isKnown() || d.value() > 0);
            if (open == 1 && plain) {
                var fixed = dims.stream()
                        .mapToLong(d -> d.isKnown() ? d.value() : -1)
                        .toArray();
                return op("Reshape").in(x, vector(fixed)).shapes(Shape.of(dims)).one();
            }
        }
        return op("Reshape").in(x, sizes).one();
    }

    /** The elements in other axes, one of which may be -1. */
    default Value reshape(Value x, long... sizes) {
        return reshape(x, vector(sizes));
    }

    /** The axes reordered: axis {@code i} of the result is axis {@code permutation[i]} of {@code x}. */
    default Value transpose(Value x, int... permutation) {
        if (IntStream.range(0, permutation.length).allMatch(i -> permutation[i] == i)) {
            return x;
        }
        var node = x.node();
        if (node.op().equals("Transpose") && node.inputs().get(1).isConstant()) {
            var first = node.inputs().get(1).constant().orElseThrow().ints();
            var source = node.inputs().get(0);
            var composed = Arrays.stream(permutation).map(i -> first[i]).toArray();
            return transpose(source, composed);
        }
        return op("Transpose")
                .in(x, vector(Arrays.stream(permutation).asLongStream().toArray()))
                .one();
    }

    /** Channels moved from axis 1 to the end: {@code [N, C, spatial...]} to {@code [N, spatial..., C]}. */
    default Value toChannelsLast(Value x) {
        int rank = x.rank();
        return transpose(
                x,
                IntStream.range(0, rank)
                        .map(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1)
                        .toArray());
    }

    /** Channels moved from the end to axis 1: {@code [N, spatial..., C]} to {@code [N, C, spatial...]}. */
    default Value toChannelsFirst(Value x) {
        int rank = x.rank();
        return transpose(
                x,
                IntStream.range(0, rank)
                        .map(i -> i == 0 ? 0 : i == 1 ? rank - 1 : i - 1)
                        .toArray());
    }

    /** With an axis of length 1 inserted before {@code axis}; negative axes count from the end of the result. */
    default Value expandDims(Value x, long axis) {
        return op("ExpandDims").in(x, int64(axis)).one();
    }

    /** Without the named axes, all of length 1. */
    default Value squeeze(Value x, long... axes) {
        return axes.length == 0
                ? x
                : op("Squeeze").in(x).attr("squeeze_dims", axes).one();
    }

    /** Joined along an axis. */
    default Value concat(List<Value> parts, long axis) {
        return parts.size() == 1
                ? parts.get(0)
                : op("ConcatV2").list(parts).in(int64(axis)).one();
    }

    /** Joined along a new axis. */
    default Value pack(List<Value> parts, long axis) {
        return op("Pack").list(parts).attr("axis", axis).one();
    }

    /** Slices along {@code axis} at {@code indices}, which are not negative. */
    default Value gather(Value x, Value indices, long axis) {
        return op("GatherV2").in(x, indices, int64(axis)).one();
    }

    /** Broadcast to a larger shape, an int64 vector. */
    default Value broadcastTo(Value x, Value sizes) {
        if (x.hasRank()
                && sizes.elements().isPresent()
                && x.shape().dims().equals(sizes.elements().get())) {
            return x;
        }
        return op("BroadcastTo").in(x, sizes).one();
    }

    /** A tensor of one value; the shape is an int64 vector. */
    default Value fill(Value sizes, Value scalar) {
        return op("Fill").in(sizes, scalar).one();
    }

    /** The part {@code [begin, end)} of one axis. */
    default Value sliceAxis(Value x, int axis, long begin, long end) {
        int at = axis < 0 ? axis + x.rank() : axis;
        var begins = new long[at + 1];
        var ends = new long[at + 1];
        begins[at] = begin;
        ends[at] = end;
        long mask = (1L << at) - 1;
        return op("StridedSlice")
                .in(
                        x,
                        vector(begins),
                        vector(ends),
                        vector(LongStream.generate(() -> 1).limit(at + 1).toArray()))
                .attr("begin_mask", mask)
                .attr("end_mask", end == Long.MAX_VALUE ? mask | (1L << at) : mask)
                .one();
    }

    /** Padded with a value; {@code pads} is begin and end for each axis in turn. */
    default Value pad(Value x, Value value, long... pads) {
        if (Arrays.stream(pads).allMatch(p -> p == 0)) {
            return x;
        }
        return op("PadV2")
                .in(x, op("Reshape").in(vector(pads), vector(-1, 2)).one(), value)
                .one();
    }

    /** Numbers from {@code start} up to {@code limit} by {@code step}. */
    default Value range(Value start, Value limit, Value step) {
        return op("Range").in(start, limit, step).one();
    }

    /** The elements of an int64 vector of known length, as scalars. */
    default List<Value> scalars(Value vector) {
        int count = (int) vector.dim(0).value();
        var result = new ArrayList<Value>();
        for (int i = 0; i < count; i++) {
            result.add(op("StridedSlice")
                    .in(vector, vector(i), vector(i + 1), vector(1))
                    .attr("shrink_axis_mask", 1)
                    .one());
        }
        return result;
    }

    /** The value under a promise of its shape, which TensorFlow checks when it runs. */
    default Value ensureShape(Value x, Shape shape) {
        return op("EnsureShape").in(x).attr("shape", shape).shapes(shape).one();
    }

    /** The product of some lengths of a value as an int64 scalar. */
    default Value elementsOf(Value x, int fromAxis, int toAxis) {
        Dim product = Shape.product(x.shape().dims().subList(fromAxis, toAxis));
        if (product.isKnown()) {
            return int64(product.value());
        }
        var sizes =
                IntStream.range(fromAxis, toAxis).mapToObj(i -> sizeOf(x, i)).toList();
        return sizes.stream().reduce((a, b) -> op("Mul").in(a, b).one()).orElseGet(() -> int64(1));
    }
}
