package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which part of a full transposed convolution a {@code ConvTranspose} asks for.
 *
 * <p>Along an axis of length {@code l} the full result has {@code (l - 1) * stride + extent} elements. Of these
 * {@code begin} are left out at the front and {@code tail} at the end; a negative tail adds zeros. The definition states
 * both by {@code pads} and {@code output_padding}, or by the length of the result: with {@code auto_pad}
 * {@code SAME_UPPER} the larger half of what is too much is left out at the end, otherwise at the front.
 *
 * @param kernel lengths of the kernel
 * @param strides strides
 * @param dilations dilations
 * @param outputPadding elements added at the end
 * @param pads what is left out, fronts before ends
 * @param lengths lengths of the result, if stated
 * @param same whether the result is {@code stride} times as long as the value
 * @param largerEnd whether the larger half is left out at the end
 */
record TransposedFrame(
        List<Dim> kernel,
        long[] strides,
        long[] dilations,
        long[] outputPadding,
        long[] pads,
        Optional<long[]> lengths,
        boolean same,
        boolean largerEnd) {
    /** What a node asks for. */
    static TransposedFrame of(NodeView n, Value weights) {
        var kernel = Windows.kernelOf(n, weights);
        int rank = kernel.size();
        var auto = n.string("auto_pad");
        boolean explicit = auto.equals("NOTSET") || auto.isEmpty();
        var lengths = n.optionalInt64s("output_shape")
                .filter(s -> s.length > 0)
                .map(s -> s.length == rank + 2 ? Arrays.copyOfRange(s, 2, s.length) : s);
        if (lengths.isPresent() && lengths.get().length != rank) {
            throw n.invalid("output_shape has " + lengths.get().length + " numbers instead of " + rank);
        }
        return new TransposedFrame(
                kernel,
                Windows.perAxis(n, "strides", rank, 1),
                Windows.perAxis(n, "dilations", rank, 1),
                Windows.perAxis(n, "output_padding", rank, 0),
                explicit ? Windows.perAxis(n, "pads", 2 * rank, 0) : new long[2 * rank],
                lengths,
                auto.startsWith("SAME"),
                auto.equals("SAME_UPPER"));
    }

    /** Number of spatial axes. */
    int rank() {
        return kernel.size();
    }

    /** From the first to the last element of the kernel. */
    Dim extent(int axis) {
        return kernel.get(axis).plus(-1).times(dilations[axis]).plus(1);
    }

    /** Length of the full result along an axis of length {@code in}. */
    Dim fullLength(int axis, Dim in) {
        return in.plus(-1).times(strides[axis]).plus(extent(axis));
    }

    /** What is left out at the front and at the end of an axis, if that is the same for all lengths it may have. */
    Optional<long[]> margins(int axis, Dim in) {
        if (lengths.isEmpty() && !same) {
            return Optional.of(new long[] {pads[axis], pads[rank() + axis] - outputPadding[axis]});
        }
        var full = fullLength(axis, in);
        var excess = lengths.isPresent() ? full.plus(-lengths.get()[axis]) : full.minus(in.times(strides[axis]));
        if (!excess.isKnown()) {
            return Optional.empty();
        }
        long begin = begin(excess.value() + outputPadding[axis]);
        return Optional.of(new long[] {begin, excess.value() - begin});
    }

    private long begin(long padding) {
        long total = Math.max(padding, 0);
        return largerEnd ? total / 2 : total - total / 2;
    }

    /** Margins of all axes, one pair an axis, if they are the same for all lengths that the axes may have. */
    Optional<List<long[]>> margins(List<Dim> in) {
        var all =
                IntStream.range(0, rank()).mapToObj(i -> margins(i, in.get(i))).toList();
        return all.stream().allMatch(Optional::isPresent)
                ? Optional.of(all.stream().flatMap(Optional::stream).toList())
                : Optional.empty();
    }

    /** Length of the result along an axis of length {@code in}. */
    Dim length(int axis, Dim in) {
        if (lengths.isPresent()) {
            return Dim.of(lengths.get()[axis]);
        }
        return same
                ? in.times(strides[axis])
                : fullLength(axis, in).plus(outputPadding[axis] - pads[axis] - pads[rank() + axis]);
    }

    /** Lengths of the result. */
    List<Dim> resultLengths(List<Dim> in) {
        return IntStream.range(0, rank()).mapToObj(i -> length(i, in.get(i))).toList();
    }

    /**
     * The part of a full result that is asked for.
     *
     * @param full the full result, channels last
     * @param x the value, channels last
     */
    Value crop(TfBuilder tf, Value full, Value x) {
        var in = x.shape().dims().subList(1, 1 + rank());
        var margins = margins(in);
        var dims = new ArrayList<Dim>();
        dims.add(full.dim(0));
        dims.addAll(resultLengths(in));
        dims.add(full.dim(-1));
        var result = Shape.of(dims);
        return margins.isPresent() ? cropped(tf, full, margins.get(), result) : croppedAtRunTime(tf, full, x, result);
    }

    private Value cropped(TfBuilder tf, Value full, List<long[]> margins, Shape result) {
        var pads = new long[2 * full.rank()];
        var begins = new long[1 + rank()];
        var ends = new long[1 + rank()];
        var steps = new long[1 + rank()];
        steps[0] = 1;
        long endMask = 1;
        boolean cuts = false;
        for (int i = 0; i < rank(); i++) {
            long begin = margins.get(i)[0];
            long tail = margins.get(i)[1];
            pads[2 * i + 3] = Math.max(-tail, 0);
            begins[i + 1] = begin;
            ends[i + 1] = -Math.max(tail, 0);
            steps[i + 1] = 1;
            endMask |= tail <= 0 ? 2L << i : 0;
            cuts |= begin > 0 || tail > 0;
        }
        var padded = tf.pad(full, tf.like(full, 0), pads);
        return cuts
                ? tf.op("StridedSlice")
                        .in(padded, tf.vector(begins), tf.vector(ends), tf.vector(steps))
                        .attr("begin_mask", 1)
                        .attr("end_mask", endMask)
                        .shapes(result)
                        .one()
                : padded;
    }

    /** The length of the result is known without the kernel, and how much of the full one is left out follows from both. */
    private Value croppedAtRunTime(TfBuilder tf, Value full, Value x, Shape result) {
        var zero = tf.int64(0);
        var begins = new ArrayList<>(List.of(zero));
        var sizes = new ArrayList<>(List.of(tf.int64(-1)));
        var pads = new ArrayList<>(List.of(zero, zero));
        for (int i = 0; i < rank(); i++) {
            var length = tf.sizeOf(full, i + 1);
            var wanted = lengths.isPresent()
                    ? tf.int64(lengths.get()[i])
                    : tf.mul(tf.sizeOf(x, i + 1), tf.int64(strides[i]));
            var padding = tf.sub(tf.add(length, tf.int64(outputPadding[i])), wanted);
            var total = tf.maximum(padding, zero);
            var half = tf.floorDiv(total, tf.int64(2));
            var begin = largerEnd ? half : tf.sub(total, half);
            begins.add(begin);
            sizes.add(wanted);
            pads.add(zero);
            pads.add(tf.maximum(tf.sub(tf.add(begin, wanted), length), zero));
        }
        begins.add(zero);
        sizes.add(tf.int64(-1));
        pads.addAll(List.of(zero, zero));
        var padded = tf.op("PadV2")
                .in(full, tf.reshape(tf.pack(pads, 0), -1, 2), tf.like(full, 0))
                .one();
        return tf.op("Slice")
                .in(padded, tf.pack(begins, 0), tf.pack(sizes, 0))
                .shapes(result)
                .one();
    }
}
