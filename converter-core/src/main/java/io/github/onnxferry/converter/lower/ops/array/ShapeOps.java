package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The same elements in other axes, and shapes as values. */
public final class ShapeOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Reshape", ShapeOps::reshape)
            .parity(Parity.EXACT)
            .op("Flatten", ShapeOps::flatten)
            .parity(Parity.EXACT)
            .op("Squeeze", ShapeOps::squeeze)
            .parity(Parity.EXACT)
            .op("Unsqueeze", ShapeOps::unsqueeze)
            .parity(Parity.EXACT)
            .op("Transpose", ShapeOps::transpose)
            .parity(Parity.EXACT)
            .op("Shape", ShapeOps::shape)
            .parity(Parity.EXACT)
            .op(
                    "Size",
                    (n, tf) -> tf.op("Size")
                            .in(n.in("data"))
                            .attr("out_type", DType.INT64)
                            .one())
            .parity(Parity.EXACT)
            .build();

    private ShapeOps() {}

    /**
     * Reshape: 0 stands for the length that the input has on the same axis, unless {@code allowzero}; -1 for what is
     * left over. A length in the target that is known only as an expression is never taken for that 0: where it is 0,
     * the input is empty too.
     */
    private static Value reshape(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        var wanted = n.in("shape");
        boolean zeroCopies = !n.flag("allowzero");
        if (wanted.elements().isEmpty()) {
            return tf.reshape(x, zeroCopies ? withCopies(x, wanted, tf) : wanted);
        }
        var dims = new ArrayList<>(wanted.elements().get());
        var copied = new long[dims.size()];
        for (int i = 0; i < dims.size(); i++) {
            if (zeroCopies && dims.get(i).is(0)) {
                if (x.hasRank() && i >= x.rank()) {
                    throw n.invalid("the target copies the length of axis " + i + " of an input of rank " + x.rank());
                }
                copied[i] = 1;
                dims.set(i, x.hasRank() ? x.dim(i) : tf.unknownDim());
            }
        }
        int open = dims.indexOf(Dim.of(-1));
        if (open >= 0 && x.hasRank()) {
            leftOver(x.shape().dims(), dims, open).ifPresent(d -> dims.set(open, d));
        }
        return reshape(x, dims, Arrays.stream(copied).anyMatch(c -> c == 1) ? copy(x, wanted, copied, tf) : wanted, tf);
    }

    /** One open length is left to TensorFlow, so that the graph needs no arithmetic on shapes. */
    private static Value reshape(Value x, List<Dim> dims, Value sizes, TfBuilder tf) {
        long open = dims.stream().filter(d -> !d.isKnown() || d.is(-1)).count();
        boolean empty = dims.stream().anyMatch(d -> d.is(0));
        boolean inferred = dims.contains(Dim.of(-1));
        if (open > 1 || (open == 1 && empty) || (inferred && open > 1)) {
            return tf.reshape(x, sizes);
        }
        if (x.hasRank() && x.shape().dims().equals(dims)) {
            return x;
        }
        var fixed = tf.vector(
                dims.stream().mapToLong(d -> d.isKnown() ? d.value() : -1).toArray());
        return inferred
                ? tf.reshape(x, fixed)
                : tf.op("Reshape").in(x, fixed).shapes(Shape.of(dims)).one();
    }

    /** The length left over for {@code open}, if the other lengths divide the source for all values of the symbols. */
    private static java.util.Optional<Dim> leftOver(List<Dim> source, List<Dim> target, int open) {
        var left = new ArrayList<>(source);
        var right = new ArrayList<Dim>();
        for (int i = 0; i < target.size(); i++) {
            if (i != open && !left.remove(target.get(i))) {
                right.add(target.get(i));
            }
        }
        var divisor = Shape.product(right);
        return divisor.is(0) ? java.util.Optional.empty() : Shape.product(left).dividedExactlyBy(divisor);
    }

    private static Value copy(Value x, Value wanted, long[] copied, TfBuilder tf) {
        var mask = tf.constant(Tensor.ofLongs(DType.BOOL, new long[] {copied.length}, copied));
        return tf.select(mask, front(x, copied.length, tf), wanted);
    }

    /** The first lengths of a value, followed by zeros if there are not so many. */
    private static Value front(Value x, int count, TfBuilder tf) {
        var sizes = tf.shapeOf(x);
        if (x.hasRank() && x.rank() >= count) {
            return x.rank() == count ? sizes : tf.sliceAxis(sizes, 0, 0, count);
        }
        return tf.sliceAxis(tf.concat(List.of(sizes, tf.vector(new long[count])), 0), 0, 0, count);
    }

    private static Value withCopies(Value x, Value wanted, TfBuilder tf) {
        var zeros = tf.equal(wanted, tf.int64(0));
        if (wanted.hasRank() && wanted.dim(0).isKnown()) {
            return tf.select(zeros, front(x, (int) wanted.dim(0).value(), tf), wanted);
        }
        var padded = tf.concat(List.of(tf.shapeOf(x), tf.mul(wanted, tf.int64(0))), 0);
        var count = tf.shapeOf(wanted);
        return tf.select(zeros, tf.op("Slice").in(padded, tf.vector(0), count).one(), wanted);
    }

    /** Flatten: {@code [front, back]}, the products of the lengths before the axis and from it on. */
    private static Value flatten(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        long axis = n.int64("axis");
        if (x.hasRank()) {
            int at = (int) (axis < 0 ? axis + x.rank() : axis);
            if (at < 0 || at > x.rank()) {
                throw n.invalid("there is no axis " + axis + " in rank " + x.rank());
            }
            var sizes = tf.pack(List.of(tf.elementsOf(x, 0, at), tf.elementsOf(x, at, x.rank())), 0);
            return tf.reshape(x, sizes);
        }
        var sizes = tf.shapeOf(x);
        var front = axis == 0 ? tf.int64(1) : tf.reduce("Prod", tf.sliceAxis(sizes, 0, 0, axis), false, 0);
        var back = tf.reduce("Prod", tf.sliceAxis(sizes, 0, axis, Long.MAX_VALUE), false, 0);
        return tf.reshape(x, tf.pack(List.of(front, back), 0));
    }

    /**
     * Squeeze: without axes all those of length 1, which is a rank that depends on the input where lengths are not
     * known.
     */
    private static Value squeeze(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        var given = n.optional("axes");
        if (given.isPresent() && given.get().isConstant()) {
            var axes = given.get().constant().orElseThrow().longs();
            return tf.squeeze(
                    x,
                    Arrays.stream(axes)
                            .map(a -> x.hasRank() ? n.axis(a, x.rank()) : a)
                            .sorted()
                            .toArray());
        }
        if (given.isEmpty() && x.shape().isFullyKnown()) {
            return tf.squeeze(
                    x,
                    IntStream.range(0, x.rank())
                            .filter(i -> x.dim(i).is(1))
                            .asLongStream()
                            .toArray());
        }
        if (given.isEmpty()) {
            return tf.op("Squeeze").in(x).one();
        }
        return squeezeComputed(x, given.get(), tf);
    }

    private static Value squeezeComputed(Value x, Value given, TfBuilder tf) {
        var axes = tf.reshape(given, -1);
        var rank = AxisVectors.rankOf(tf, x);
        var all = AxisVectors.allAxes(tf, x);
        var named = AxisVectors.normalised(tf, axes, rank);
        var kept = tf.op("ListDiff")
                .in(all, named)
                .attr("out_idx", DType.INT64)
                .all()
                .get(0);
        var reshape = tf.op("Reshape").in(x, tf.gather(tf.shapeOf(x), kept, 0));
        if (x.hasRank() && axes.hasRank() && axes.dim(0).isKnown()) {
            reshape.shapes(unknown(x.rank() - (int) axes.dim(0).value(), tf));
        }
        return reshape.one();
    }

    /** A shape of a rank, with lengths of their own. */
    public static Shape unknown(int rank, TfBuilder tf) {
        return Shape.of(IntStream.range(0, rank).mapToObj(i -> tf.unknownDim()).toList());
    }

    /** A value of a rank that its operator's definition implies; TensorFlow checks it when it runs. */
    static Value ofRank(Value x, int rank, TfBuilder tf) {
        return x.hasRank() ? x : tf.ensureShape(x, unknown(rank, tf));
    }

    /** Unsqueeze: axes of length 1 at places counted in the result. */
    private static Value unsqueeze(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        var axes = n.in("axes");
        var constant = axes.constant().map(t -> t.longs());
        if (constant.isPresent()
                && (x.hasRank() || Arrays.stream(constant.get()).allMatch(a -> a >= 0))) {
            var places = constant.get();
            int rank = x.hasRank() ? x.rank() + places.length : Integer.MAX_VALUE;
            var result = x;
            for (long place :
                    Arrays.stream(places).map(a -> n.axis(a, rank)).sorted().toArray()) {
                result = tf.expandDims(result, place);
            }
            return result;
        }
        return unsqueezeComputed(x, axes, tf);
    }

    /** Ones are put between the lengths by sorting all of them by their place in the result. */
    private static Value unsqueezeComputed(Value x, Value given, TfBuilder tf) {
        var axes = tf.reshape(given, -1);
        var sizes = tf.shapeOf(x);
        var count = tf.sizeOf(axes, 0);
        var rank = tf.add(AxisVectors.rankOf(tf, x), count);
        var ones = AxisVectors.normalised(tf, axes, rank);
        var others = tf.op("ListDiff")
                .in(AxisVectors.upTo(tf, rank), ones)
                .attr("out_idx", DType.INT64)
                .all()
                .get(0);
        var places = tf.expandDims(tf.concat(List.of(others, ones), 0), 1);
        var lengths = tf.concat(List.of(sizes, tf.fill(tf.shapeOf(axes), tf.int64(1))), 0);
        var target = tf.op("ScatterNd")
                .in(places, lengths, tf.pack(List.of(rank), 0))
                .one();
        var reshape = tf.op("Reshape").in(x, target);
        if (x.hasRank() && axes.hasRank() && axes.dim(0).isKnown()) {
            reshape.shapes(unknown(x.rank() + (int) axes.dim(0).value(), tf));
        }
        return reshape.one();
    }

    /** Transpose: without a permutation the axes are reversed. */
    private static Value transpose(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        var given = n.optionalInt64s("perm");
        if (given.isPresent()) {
            return tf.transpose(
                    x, Arrays.stream(given.get()).mapToInt(Math::toIntExact).toArray());
        }
        if (x.hasRank()) {
            int rank = x.rank();
            return tf.transpose(
                    x, IntStream.range(0, rank).map(i -> rank - 1 - i).toArray());
        }
        var last = tf.sub(AxisVectors.rankOf(tf, x), tf.int64(1));
        var reversed = tf.range(last, tf.int64(-1), tf.int64(-1));
        return tf.op("Transpose").in(x, reversed).one();
    }

    /** Shape: the lengths from {@code start} up to {@code end}, both clamped to the axes there are. */
    private static Value shape(NodeView n, TfBuilder tf) {
        var sizes = tf.shapeOf(n.in("data"));
        long start = n.int64("start");
        var end = n.optionalInt64("end");
        return start == 0 && end.isEmpty() ? sizes : tf.sliceAxis(sizes, 0, start, end.orElse(Long.MAX_VALUE));
    }
}
