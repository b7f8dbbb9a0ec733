package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Pad. Negative pads crop; in every mode the data are cropped before they are padded. */
public final class PaddingOps {
    /** TensorFlow's PadV2 stops at this rank. */
    private static final int MAX_PAD_RANK = 8;

    /** TensorFlow's MirrorPad stops at this rank. */
    private static final int MAX_MIRROR_RANK = 5;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Pad", PaddingOps::pad)
            .parity(Parity.EXACT)
            .build();

    private PaddingOps() {}

    /** Elements to add before and after each axis, int64 vectors {@code [rank]}. */
    private record Pads(Value before, Value after) {
        /** Whether no pad of an axis is negative, as far as known. */
        boolean neverCrops() {
            return known(before) && known(after);
        }

        private static boolean known(Value pads) {
            return pads.elements()
                    .filter(e -> e.stream().allMatch(Dim::isNonNegative))
                    .isPresent();
        }

        boolean isZero(int axis) {
            return isZero(before, axis) && isZero(after, axis);
        }

        private static boolean isZero(Value pads, int axis) {
            return pads.elements().filter(e -> e.get(axis).is(0)).isPresent();
        }
    }

    private static Value pad(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        int rank = rank(n, x);
        var pads = pads(n, rank, tf);
        if (IntStream.range(0, rank).allMatch(pads::isZero)) {
            return x;
        }
        var mode = n.string("mode");
        return switch (mode) {
            case "constant" -> constant(n, x, rank, pads, tf);
            case "reflect" -> reflected(x, rank, pads, tf);
            case "edge", "wrap" -> gathered(x, rank, pads, mode, tf);
            default -> throw n.invalid("there is no mode " + mode);
        };
    }

    /** The rank, which follows from the number of pads where the shape of the data is open. */
    private static int rank(NodeView n, Value x) {
        var pads = n.in("pads");
        if (!x.hasRank() && !n.has("axes") && pads.hasRank() && pads.dim(0).isKnown()) {
            return (int) (pads.dim(0).value() / 2);
        }
        return n.rank("data");
    }

    private static Pads pads(NodeView n, int rank, TfBuilder tf) {
        var given = n.in("pads");
        var axes = n.optional("axes");
        if (axes.isEmpty()) {
            return new Pads(tf.sliceAxis(given, 0, 0, rank), tf.sliceAxis(given, 0, rank, 2L * rank));
        }
        var named = tf.cast(axes.get(), DType.INT64);
        var places = named.isConstant()
                ? tf.vector(Arrays.stream(named.constant().orElseThrow().longs())
                        .map(a -> n.axis(a, rank))
                        .toArray())
                : AxisVectors.normalised(tf, named, tf.int64(rank));
        var zeros = tf.vector(new long[rank]);
        return new Pads(
                AxisVectors.spread(tf, places, half(given, named, 0, tf), zeros),
                AxisVectors.spread(tf, places, half(given, named, 1, tf), zeros));
    }

    /** The first or second half of the pads, one entry for each of the named axes. */
    private static Value half(Value pads, Value named, int which, TfBuilder tf) {
        if (named.dim(0).isKnown()) {
            long count = named.dim(0).value();
            return tf.sliceAxis(pads, 0, which * count, (which + 1) * count);
        }
        return tf.squeeze(tf.sliceAxis(tf.reshape(pads, 2, -1), 0, which, which + 1L), 0);
    }

    private static Value positive(Value pads, TfBuilder tf) {
        return tf.maximum(pads, tf.int64(0));
    }

    private static Value constant(NodeView n, Value x, int rank, Pads pads, TfBuilder tf) {
        var value =
                n.optional("constant_value").map(v -> tf.reshape(v)).orElseGet(() -> BroadcastOps.zero(x.dtype(), tf));
        boolean grows = pads.neverCrops();
        var before = grows ? pads.before() : positive(pads.before(), tf);
        var after = grows ? pads.after() : positive(pads.after(), tf);
        var padded = rank <= MAX_PAD_RANK
                ? tf.op("PadV2")
                        .in(x, tf.pack(List.of(before, after), 1), value)
                        .one()
                : joined(x, value, pads, before, after, tf);
        return grows ? padded : cropped(padded, x, pads, tf);
    }

    /** Without the elements that negative pads name; the two ends do not meet, so the order does not matter. */
    private static Value cropped(Value padded, Value x, Pads pads, TfBuilder tf) {
        var begin = positive(tf.neg(pads.before()), tf);
        var sizes = tf.add(tf.add(tf.shapeOf(x), pads.before()), pads.after());
        if (padded.hasRank() && padded.rank() > MAX_PAD_RANK) {
            var result = padded;
            for (int axis = 0; axis < padded.rank(); axis++) {
                if (!pads.isZero(axis)) {
                    var positions = tf.add(
                            AxisVectors.upTo(tf, AxisVectors.entry(tf, sizes, axis)),
                            AxisVectors.entry(tf, begin, axis));
                    result = tf.gather(result, positions, axis);
                }
            }
            return result;
        }
        return tf.op("Slice").in(padded, begin, sizes).one();
    }

    /** Any rank: one axis after another is joined with blocks of the value. */
    private static Value joined(Value x, Value value, Pads pads, Value before, Value after, TfBuilder tf) {
        var result = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            if (!pads.isZero(axis)) {
                var parts = List.of(
                        block(result, axis, AxisVectors.entry(tf, before, axis), value, tf),
                        result,
                        block(result, axis, AxisVectors.entry(tf, after, axis), value, tf));
                result = tf.concat(parts, axis);
            }
        }
        return result;
    }

    private static Value block(Value x, int axis, Value length, Value value, TfBuilder tf) {
        var sizes = new ArrayList<Value>();
        for (int i = 0; i < x.rank(); i++) {
            sizes.add(i == axis ? length : tf.sizeOf(x, i));
        }
        return tf.fill(tf.pack(sizes, 0), value);
    }

    private static Value reflected(Value x, int rank, Pads pads, TfBuilder tf) {
        boolean simple = rank <= MAX_MIRROR_RANK
                && x.hasRank()
                && pads.neverCrops()
                && IntStream.range(0, rank).allMatch(i -> isWithin(x, pads, i));
        if (!simple) {
            return gathered(x, rank, pads, "reflect", tf);
        }
        return tf.op("MirrorPad")
                .in(x, tf.pack(List.of(pads.before(), pads.after()), 1))
                .attr("mode", "REFLECT")
                .one();
    }

    /** Whether the pads of an axis are known to be shorter than it, so that one reflection is enough. */
    private static boolean isWithin(Value x, Pads pads, int axis) {
        if (pads.isZero(axis)) {
            return true;
        }
        var length = x.dim(axis);
        return length.isKnown()
                && List.of(pads.before(), pads.after()).stream()
                        .map(p -> p.elements().orElseThrow().get(axis))
                        .allMatch(p -> p.isKnown() && p.value() < length.value());
    }

    /** One axis after another is gathered at positions that the mode finds for places outside. */
    private static Value gathered(Value x, int rank, Pads pads, String mode, TfBuilder tf) {
        var result = x;
        for (int axis = 0; axis < rank; axis++) {
            if (!pads.isZero(axis)) {
                var positions = positions(
                        tf.sizeOf(x, axis),
                        AxisVectors.entry(tf, pads.before(), axis),
                        AxisVectors.entry(tf, pads.after(), axis),
                        mode,
                        tf);
                result = tf.gather(result, positions, axis);
            }
        }
        return result;
    }

    private static Value positions(Value length, Value before, Value after, String mode, TfBuilder tf) {
        var zero = tf.int64(0);
        var left = tf.add(tf.add(length, tf.minimum(before, zero)), tf.minimum(after, zero));
        var last = tf.sub(left, tf.int64(1));
        var places = tf.range(tf.neg(positive(before, tf)), tf.add(left, positive(after, tf)), tf.int64(1));
        var inside = switch (mode) {
            case "edge" -> tf.maximum(tf.minimum(places, last), zero);
            case "wrap" -> tf.floorMod(places, left);
            default -> mirrored(places, last, tf);
        };
        return tf.add(inside, positive(tf.neg(before), tf));
    }

    /** Reflection about the first and the last element, again and again: period {@code 2 * last}. */
    private static Value mirrored(Value places, Value last, TfBuilder tf) {
        var period = tf.maximum(tf.mul(last, tf.int64(2)), tf.int64(1));
        return tf.sub(last, tf.abs(tf.sub(tf.floorMod(places, period), last)));
    }
}
