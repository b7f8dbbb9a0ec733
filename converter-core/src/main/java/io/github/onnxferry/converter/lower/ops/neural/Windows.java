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
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Windows that slide over the spatial axes of a value, as the attributes {@code kernel_shape}, {@code strides},
 * {@code dilations}, {@code pads}, {@code auto_pad} and {@code ceil_mode} of ONNX's convolutions and pools describe them.
 *
 * <p>{@code ceil_mode} is expressed as more padding at the end: with extent {@code e}, stride {@code s}, end padding
 * {@code p} and length {@code l} including the padding at the front, ONNX asks for {@code ceil((l + p - e) / s) + 1}
 * windows, one less if the last would start in the padding at the end. Both together are {@code ceil((l + m) / s)} with
 * {@code m = min(p - e + s, max(p - e, 0))}, which is what an end padding of {@code m + e - 1} gives when the quotient is
 * rounded down, whatever {@code l} is.
 *
 * <p>{@code auto_pad} {@code SAME} gives {@code ceil(length / stride)} windows, as ONNX defines it, and never negative
 * padding. ONNX Runtime's pools give fewer where they are dilated, and cut the front where the stride is longer than the
 * kernel.
 */
public final class Windows {
    private enum AutoPad {
        EXPLICIT,
        SAME_UPPER,
        SAME_LOWER
    }

    private final List<Dim> kernel;
    private final long[] strides;
    private final long[] dilations;
    private final AutoPad autoPad;
    private final long[] begins;
    private final long[] statedEnds;
    private final long[] ends;

    private Windows(
            List<Dim> kernel,
            long[] strides,
            long[] dilations,
            AutoPad autoPad,
            long[] begins,
            long[] statedEnds,
            long[] ends) {
        this.kernel = List.copyOf(kernel);
        this.strides = strides;
        this.dilations = dilations;
        this.autoPad = autoPad;
        this.begins = begins;
        this.statedEnds = statedEnds;
        this.ends = ends;
    }

    /** The windows of a node whose kernel has the given lengths. */
    public static Windows of(NodeView n, List<Dim> kernel) {
        int rank = kernel.size();
        var strides = perAxis(n, "strides", rank, 1);
        var dilations = perAxis(n, "dilations", rank, 1);
        var pads = perAxis(n, "pads", 2 * rank, 0);
        if (Arrays.stream(strides).anyMatch(s -> s < 1)
                || Arrays.stream(dilations).anyMatch(d -> d < 1)) {
            throw n.invalid("strides and dilations have to be positive");
        }
        var auto = n.string("auto_pad");
        var autoPad = switch (auto) {
            case "NOTSET", "VALID", "" -> AutoPad.EXPLICIT;
            case "SAME_UPPER" -> AutoPad.SAME_UPPER;
            case "SAME_LOWER" -> AutoPad.SAME_LOWER;
            default -> throw n.invalid("auto_pad is " + auto);
        };
        boolean padded = auto.equals("NOTSET") || auto.isEmpty();
        var begins = padded ? Arrays.copyOf(pads, rank) : new long[rank];
        var statedEnds = padded ? Arrays.copyOfRange(pads, rank, 2 * rank) : new long[rank];
        if (padded && Arrays.stream(pads).anyMatch(p -> p < 0)) {
            throw n.unsupported("pads are negative");
        }
        return new Windows(kernel, strides, dilations, autoPad, begins, statedEnds, statedEnds);
    }

    /** The lengths of the kernel of a convolution with weights {@code [., ., kernel...]}. */
    public static List<Dim> kernelOf(NodeView n, Value weights) {
        var stated = n.optionalInt64s("kernel_shape").filter(k -> k.length == weights.rank() - 2);
        return IntStream.range(2, weights.rank())
                .mapToObj(i ->
                        weights.dim(i).isKnown() || stated.isEmpty() ? weights.dim(i) : Dim.of(stated.get()[i - 2]))
                .toList();
    }

    /** Windows of stride 1 without padding. */
    public static Windows plain(List<Dim> kernel, long[] dilations) {
        int rank = kernel.size();
        var ones = new long[rank];
        Arrays.fill(ones, 1);
        return new Windows(kernel, ones, dilations, AutoPad.EXPLICIT, new long[rank], new long[rank], new long[rank]);
    }

    /** A list attribute with one number an axis; all the same if the node does not set it. */
    public static long[] perAxis(NodeView n, String attribute, int count, long otherwise) {
        var stated = n.optionalInt64s(attribute).filter(v -> v.length > 0);
        if (stated.isPresent() && stated.get().length != count) {
            throw n.invalid(attribute + " has " + stated.get().length + " numbers instead of " + count);
        }
        return stated.orElseGet(() -> {
            var all = new long[count];
            Arrays.fill(all, otherwise);
            return all;
        });
    }

    /** These windows with as many of them as {@code ceil_mode} asks for; the kernel is known. */
    public Windows withCeilMode() {
        var extended = ends.clone();
        for (int i = 0; i < extended.length; i++) {
            long extent = extent(i).value();
            long p = statedEnds[i];
            extended[i] = Math.min(p - extent + strides[i], Math.max(p - extent, 0)) + extent - 1;
        }
        return new Windows(kernel, strides, dilations, autoPad, begins, statedEnds, extended);
    }

    /** These windows behind a new first axis, along which they are one element wide and do not move. */
    public Windows withUnitAxis() {
        var lengths = new ArrayList<Dim>();
        lengths.add(Dim.of(1));
        lengths.addAll(kernel);
        return new Windows(
                lengths,
                prepend(strides[0], strides),
                prepend(1, dilations),
                autoPad,
                prepend(0, begins),
                prepend(0, statedEnds),
                prepend(0, ends));
    }

    /** The windows along the axes from {@code from} on. */
    public Windows tail(int from) {
        return new Windows(
                kernel.subList(from, kernel.size()),
                tail(strides, from),
                tail(dilations, from),
                autoPad,
                tail(begins, from),
                tail(statedEnds, from),
                tail(ends, from));
    }

    /** The windows of a value that is padded already. */
    public Windows unpadded() {
        var none = new long[rank()];
        return new Windows(kernel, strides, dilations, AutoPad.EXPLICIT, none, none, none);
    }

    /** These windows without dilations, for a kernel that holds their zeros. */
    public Windows dense(List<Dim> stuffed) {
        var ones = new long[rank()];
        Arrays.fill(ones, 1);
        return new Windows(stuffed, strides, ones, autoPad, begins, statedEnds, ends);
    }

    private static long[] prepend(long first, long[] rest) {
        return IntStream.rangeClosed(0, rest.length)
                .mapToLong(i -> i == 0 ? first : rest[i - 1])
                .toArray();
    }

    private static long[] tail(long[] values, int from) {
        return Arrays.copyOfRange(values, from, values.length);
    }

    /** Number of spatial axes. */
    public int rank() {
        return kernel.size();
    }

    /** The length of the kernel along an axis. */
    public Dim kernel(int axis) {
        return kernel.get(axis);
    }

    /** Whether the lengths of the kernel are known. */
    public boolean isKernelKnown() {
        return kernel.stream().allMatch(Dim::isKnown);
    }

    /** The number of elements of the kernel, if they are known. */
    public long kernelElements() {
        return Shape.product(kernel).value();
    }

    public long stride(int axis) {
        return strides[axis];
    }

    public long dilation(int axis) {
        return dilations[axis];
    }

    /** Whether the elements of a window are apart along any axis. */
    public boolean isDilated() {
        return Arrays.stream(dilations).anyMatch(d -> d != 1);
    }

    /** Whether all strides are the same. */
    public boolean isEvenStride() {
        return Arrays.stream(strides).distinct().count() <= 1;
    }

    /** From the first to the last element of a window. */
    public Dim extent(int axis) {
        return kernel.get(axis).plus(-1).times(dilations[axis]).plus(1);
    }

    /** Number of windows along an axis of length {@code in}. */
    public Dim count(int axis, Dim in) {
        if (autoPad != AutoPad.EXPLICIT) {
            return in.ceilDiv(strides[axis]);
        }
        return in.plus(begins[axis] + ends[axis])
                .minus(extent(axis))
                .floorDiv(strides[axis])
                .plus(1);
    }

    /** Padding before and after an axis of length {@code in}, if it is the same for all lengths that {@code in} may be. */
    public Optional<long[]> pads(int axis, Dim in) {
        if (autoPad == AutoPad.EXPLICIT) {
            return Optional.of(new long[] {begins[axis], ends[axis]});
        }
        var extent = extent(axis);
        if (!extent.isKnown() || !(in.isKnown() || strides[axis] == 1)) {
            return Optional.empty();
        }
        long total = strides[axis] == 1 ? extent.value() - 1 : samePadding(axis, in.value(), extent.value());
        long small = total / 2;
        return Optional.of(
                autoPad == AutoPad.SAME_UPPER ? new long[] {small, total - small} : new long[] {total - small, small});
    }

    private long samePadding(int axis, long in, long extent) {
        long count = -Math.floorDiv(-in, strides[axis]);
        return Math.max((count - 1) * strides[axis] + extent - in, 0);
    }

    /** The end of the padding that ONNX counts as part of a window, after an axis of length {@code in}. */
    public Optional<Long> countedEnd(int axis, Dim in) {
        return autoPad == AutoPad.EXPLICIT
                ? Optional.of(statedEnds[axis])
                : pads(axis, in).map(p -> p[1]);
    }

    /** Whether {@code ceil_mode} adds windows that reach past the padding. */
    public boolean overhangs() {
        return autoPad == AutoPad.EXPLICIT && !Arrays.equals(ends, statedEnds);
    }

    /** Whether padding is zero along all axes, for axes of any length. */
    public boolean isUnpadded(List<Dim> lengths) {
        return IntStream.range(0, rank())
                .allMatch(i ->
                        pads(i, lengths.get(i)).map(p -> p[0] == 0 && p[1] == 0).orElse(false));
    }

    /** Whether padding is what TensorFlow calls {@code SAME}, for all lengths that the axes may have. */
    public boolean isSame(List<Dim> lengths) {
        return autoPad == AutoPad.SAME_UPPER || IntStream.range(0, rank()).allMatch(i -> isSame(i, lengths.get(i)));
    }

    private boolean isSame(int axis, Dim in) {
        var pads = pads(axis, in);
        var extent = extent(axis);
        if (pads.isEmpty() || !extent.isKnown() || !(in.isKnown() || strides[axis] == 1)) {
            return false;
        }
        long total = strides[axis] == 1 ? extent.value() - 1 : samePadding(axis, in.value(), extent.value());
        return pads.get()[0] == total / 2 && pads.get()[1] == total - total / 2;
    }

    /** Padding before and after all axes, one pair an axis, if it is the same for all lengths that the axes may have. */
    public Optional<long[]> pads(List<Dim> lengths) {
        var all = new long[2 * rank()];
        for (int i = 0; i < rank(); i++) {
            var pads = pads(i, lengths.get(i));
            if (pads.isEmpty()) {
                return Optional.empty();
            }
            all[2 * i] = pads.get()[0];
            all[2 * i + 1] = pads.get()[1];
        }
        return Optional.of(all);
    }

    /** The spatial lengths of a value whose spatial axes begin at {@code first}. */
    public List<Dim> lengths(Value x, int first) {
        return x.shape().dims().subList(first, first + rank());
    }

    /** The numbers of windows along all axes. */
    public List<Dim> counts(List<Dim> lengths) {
        return IntStream.range(0, rank())
                .mapToObj(i -> count(i, lengths.get(i)))
                .toList();
    }

    /**
     * A value padded along its spatial axes.
     *
     * @param x the value
     * @param first the first spatial axis
     * @param scalar what is put around it
     * @param kernelSize the length of the kernel along a spatial axis, an int64 scalar
     */
    public Value pad(TfBuilder tf, Value x, int first, Value scalar, IntFunction<Value> kernelSize) {
        var fixed = pads(lengths(x, first));
        if (fixed.isPresent()) {
            var pads = new long[2 * x.rank()];
            System.arraycopy(fixed.get(), 0, pads, 2 * first, 2 * rank());
            return tf.pad(x, scalar, pads);
        }
        var zero = tf.int64(0);
        var pads = new ArrayList<Value>();
        for (int axis = 0; axis < x.rank(); axis++) {
            int spatial = axis - first;
            pads.addAll(
                    spatial < 0 || spatial >= rank()
                            ? List.of(zero, zero)
                            : computedPads(tf, spatial, tf.sizeOf(x, axis), kernelSize.apply(spatial)));
        }
        return tf.op("PadV2").in(x, tf.reshape(tf.pack(pads, 0), -1, 2), scalar).one();
    }

    /** Padding before and after an axis as int64 scalars. */
    public List<Value> computedPads(TfBuilder tf, int axis, Value in, Value kernelSize) {
        if (autoPad == AutoPad.EXPLICIT) {
            return List.of(tf.int64(begins[axis]), tf.int64(ends[axis]));
        }
        var stride = tf.int64(strides[axis]);
        var last = tf.mul(tf.floorDiv(tf.sub(in, tf.int64(1)), stride), stride);
        var extent = tf.add(tf.mul(tf.sub(kernelSize, tf.int64(1)), tf.int64(dilations[axis])), tf.int64(1));
        var total = tf.maximum(tf.sub(tf.add(last, extent), in), tf.int64(0));
        var small = tf.floorDiv(total, tf.int64(2));
        var large = tf.sub(total, small);
        return autoPad == AutoPad.SAME_UPPER ? List.of(small, large) : List.of(large, small);
    }

    /** Padding as TensorFlow's attribute {@code explicit_paddings} of a channels-last value states it. */
    public static long[] explicitPaddings(long[] pads) {
        var all = new long[pads.length + 4];
        System.arraycopy(pads, 0, all, 2, pads.length);
        return all;
    }

    /** Strides as TensorFlow's attributes of a channels-last value state them. */
    public long[] channelsLastStrides() {
        return channelsLast(strides);
    }

    /** Dilations as TensorFlow's attributes of a channels-last value state them. */
    public long[] channelsLastDilations() {
        return channelsLast(dilations);
    }

    /** The kernel as TensorFlow's attributes of a channels-last value state it. */
    public long[] channelsLastKernel() {
        return channelsLast(kernel.stream().mapToLong(Dim::value).toArray());
    }

    private static long[] channelsLast(long[] spatial) {
        var all = new long[spatial.length + 2];
        all[0] = 1;
        all[all.length - 1] = 1;
        System.arraycopy(spatial, 0, all, 1, spatial.length);
        return all;
    }
}
