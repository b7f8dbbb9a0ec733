package io.github.onnxferry.converter.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A constant tensor as a lazy, strided view of bytes that usually lie in a mapped file.
 *
 * <p>{@link #transpose}, {@link #reshape}, {@link #expand} and {@link #cast} cost nothing until elements are read or
 * {@linkplain #writeTo written}; weights therefore never need to be on the heap. Elements are in row-major order.
 * Sub-byte types are packed from the low bits up in the source; what is written is always the {@linkplain
 * DType#carrier() carrier} in whole bytes.
 */
public final class Tensor {
    private static final int WINDOW = 1 << 20;

    private final DType dtype;
    private final DType stored;
    private final long[] sizes;
    private final long[] strides;
    private final Bytes bytes;
    private final List<byte[]> strings;

    private Tensor(DType dtype, DType stored, long[] sizes, long[] strides, Bytes bytes, List<byte[]> strings) {
        this.dtype = dtype;
        this.stored = stored;
        this.sizes = sizes;
        this.strides = strides;
        this.bytes = bytes;
        this.strings = strings;
    }

    /** A tensor over row-major little-endian bytes; sub-byte types packed from the low bits up. */
    public static Tensor of(DType dtype, long[] sizes, Bytes bytes) {
        long needed = dtype.packedBytes(elements(sizes));
        if (bytes.size() != needed) {
            throw new IllegalArgumentException(
                    dtype + Arrays.toString(sizes) + " takes " + needed + " bytes, not " + bytes.size());
        }
        return new Tensor(dtype, dtype, sizes.clone(), rowMajor(sizes), bytes, List.of());
    }

    /** A float tensor. */
    public static Tensor ofFloats(long[] sizes, float... values) {
        var buffer = Elements.buffer(values.length * 4L);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return of(DType.FLOAT, sizes, Bytes.of(buffer.array()));
    }

    /** An integer, bool or floating tensor of any whole-byte dtype, from integers. */
    public static Tensor ofLongs(DType dtype, long[] sizes, long... values) {
        var buffer = Elements.buffer((long) values.length * dtype.bytes());
        for (long value : values) {
            Elements.putLong(dtype, buffer, value);
        }
        return of(dtype, sizes, Bytes.of(buffer.array()));
    }

    /** A tensor of any whole-byte dtype from real numbers, rounded to the dtype. */
    public static Tensor ofDoubles(DType dtype, long[] sizes, double... values) {
        var buffer = Elements.buffer((long) values.length * dtype.bytes());
        for (double value : values) {
            Elements.putDouble(dtype, buffer, value);
        }
        return of(dtype, sizes, Bytes.of(buffer.array()));
    }

    /** An int64 vector, {@code [n]}. */
    public static Tensor vector(long... values) {
        return ofLongs(DType.INT64, new long[] {values.length}, values);
    }

    /** An int32 vector, {@code [n]}. */
    public static Tensor vector32(long... values) {
        return ofLongs(DType.INT32, new long[] {values.length}, values);
    }

    /** A scalar of an integer, bool or floating dtype. */
    public static Tensor scalar(DType dtype, double value) {
        return dtype.isInteger() ? ofLongs(dtype, new long[0], (long) value) : ofDoubles(dtype, new long[0], value);
    }

    /** A tensor of byte strings. */
    public static Tensor ofStrings(long[] sizes, List<byte[]> values) {
        if (values.size() != elements(sizes)) {
            throw new IllegalArgumentException(Arrays.toString(sizes) + " does not hold " + values.size() + " strings");
        }
        return new Tensor(
                DType.STRING, DType.STRING, sizes.clone(), rowMajor(sizes), Bytes.of(new byte[0]), List.copyOf(values));
    }

    /** Element type. */
    public DType dtype() {
        return dtype;
    }

    /** Lengths of the axes. */
    public long[] sizes() {
        return sizes.clone();
    }

    /** Lengths of the axes as a shape. */
    public Shape shape() {
        return Shape.of(sizes);
    }

    /** Number of axes. */
    public int rank() {
        return sizes.length;
    }

    /** Number of elements. */
    public long elements() {
        return elements(sizes);
    }

    /** Bytes that {@link #writeTo} writes; only for types with fixed bytes in their carrier. */
    public long carrierBytes() {
        return Math.multiplyExact(elements(), (long) dtype.carrier().bytes());
    }

    /** The element at a row-major index as a double. */
    public double getDouble(long index) {
        long at = position(index);
        if (stored == dtype) {
            return Elements.toDouble(stored, bytes, at);
        }
        return convert(at).asDouble();
    }

    /** The element at a row-major index as an integer; floats are truncated toward zero, uint64 keeps its bits. */
    public long getLong(long index) {
        long at = position(index);
        if (stored == dtype) {
            return Elements.toLong(stored, bytes, at);
        }
        return convert(at).asLong();
    }

    /** The imaginary part of a complex element. */
    public double getImaginary(long index) {
        long at = position(index);
        return switch (stored) {
            case COMPLEX64 -> Float.intBitsToFloat(bytes.getInt(at * 8 + 4));
            case COMPLEX128 -> Double.longBitsToDouble(bytes.getLong(at * 16 + 8));
            default -> 0;
        };
    }

    /** The byte string at a row-major index. */
    public byte[] getBytes(long index) {
        return strings.get(Math.toIntExact(position(index))).clone();
    }

    /** The string at a row-major index, decoded as UTF-8. */
    public String getString(long index) {
        return new String(strings.get(Math.toIntExact(position(index))), StandardCharsets.UTF_8);
    }

    /** All elements as integers. */
    public long[] longs() {
        var all = new long[Math.toIntExact(elements())];
        Arrays.setAll(all, this::getLong);
        return all;
    }

    /** All elements as ints; fails if one does not fit. */
    public int[] ints() {
        return Arrays.stream(longs()).mapToInt(Math::toIntExact).toArray();
    }

    /** All elements as doubles. */
    public double[] doubles() {
        var all = new double[Math.toIntExact(elements())];
        Arrays.setAll(all, this::getDouble);
        return all;
    }

    /** All elements as byte strings. */
    public List<byte[]> byteStrings() {
        return IntStream.range(0, Math.toIntExact(elements()))
                .mapToObj(this::getBytes)
                .toList();
    }

    /** The axes reordered: axis {@code i} of the result is axis {@code permutation[i]} of this. */
    public Tensor transpose(int... permutation) {
        var newSizes = new long[sizes.length];
        var newStrides = new long[sizes.length];
        for (int i = 0; i < permutation.length; i++) {
            newSizes[i] = sizes[permutation[i]];
            newStrides[i] = strides[permutation[i]];
        }
        return new Tensor(dtype, stored, newSizes, newStrides, bytes, strings);
    }

    /** The same elements in other axes, none of them -1. */
    public Tensor reshape(long... newSizes) {
        if (elements(newSizes) != elements()) {
            throw new IllegalArgumentException(Arrays.toString(sizes) + " cannot become " + Arrays.toString(newSizes));
        }
        if (isRowMajor()) {
            return new Tensor(dtype, stored, newSizes.clone(), rowMajor(newSizes), bytes, strings);
        }
        return Strides.reshape(sizes, strides, newSizes)
                .map(s -> new Tensor(dtype, stored, newSizes.clone(), s, bytes, strings))
                .orElseGet(() -> materialised().reshape(newSizes));
    }

    /** Broadcast to a larger shape by the rules of NumPy. */
    public Tensor expand(long... newSizes) {
        int added = newSizes.length - sizes.length;
        var newStrides = new long[newSizes.length];
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == newSizes[i + added]) {
                newStrides[i + added] = strides[i];
            } else if (sizes[i] != 1) {
                throw new IllegalArgumentException(
                        Arrays.toString(sizes) + " cannot broadcast to " + Arrays.toString(newSizes));
            }
        }
        return new Tensor(dtype, stored, newSizes.clone(), newStrides, bytes, strings);
    }

    /**
     * The elements converted: floats to integers truncate toward zero, integers wrap, floats round to nearest even (to
     * FLOAT8E8M0 downwards), any non-zero number is true. Not for strings and not between complex and real.
     */
    public Tensor cast(DType to) {
        if (to == dtype) {
            return this;
        }
        if (stored != dtype && !isWidening(stored, dtype)) {
            var exact = materialised();
            return new Tensor(to, exact.stored, exact.sizes, exact.strides, exact.bytes, exact.strings);
        }
        return new Tensor(to, stored, sizes, strides, bytes, strings);
    }

    /** The same elements under another dtype of which this one is the carrier, or the other way round. */
    public Tensor as(DType other) {
        if (dtype.carrier() != other.carrier()) {
            throw new IllegalArgumentException(dtype + " does not travel as " + other);
        }
        return cast(other);
    }

    private static boolean isWidening(DType from, DType to) {
        return from.carrier() == to || (from.isFloat() && to == DType.DOUBLE);
    }

    /** Whether the elements lie one after another in row-major order, in the bytes of the dtype's carrier. */
    private boolean isPlain() {
        return stored == dtype && dtype.hasFixedBytes() && dtype.carrier() == dtype && isRowMajor();
    }

    private boolean isRowMajor() {
        return Arrays.equals(strides, rowMajor(sizes)) || elements() <= 1;
    }

    /** The little-endian bytes if they lie in row-major order already, in the bytes of the dtype's carrier. */
    public Optional<Bytes> plainBytes() {
        return isPlain() && bytes.size() == elements() * dtype.bytes() ? Optional.of(bytes) : Optional.empty();
    }

    /** The little-endian bytes if they lie in row-major order already, as {@link #of} takes them. */
    public Optional<Bytes> packedBytes() {
        boolean whole = stored == dtype && dtype.bits() > 0 && isRowMajor();
        return whole && bytes.size() == dtype.packedBytes(elements()) ? Optional.of(bytes) : Optional.empty();
    }

    /** This tensor with its elements copied into row-major order, on the heap. */
    public Tensor materialised() {
        if (dtype == DType.STRING) {
            return ofStrings(sizes, byteStrings());
        }
        var whole = ByteBuffer.allocate(Math.toIntExact(carrierBytes()));
        try {
            writeTo(new HeapChannel(whole));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        var carried = of(dtype.carrier(), sizes, Bytes.of(whole.array()));
        return new Tensor(dtype, dtype.carrier(), carried.sizes, carried.strides, carried.bytes, List.of());
    }

    /** A new tensor on the heap of the elements at the given row-major positions. */
    public Tensor pick(long[] newSizes, long... positions) {
        if (dtype == DType.STRING) {
            return ofStrings(
                    newSizes, Arrays.stream(positions).mapToObj(this::getBytes).toList());
        }
        if (stored != dtype || !dtype.hasFixedBytes() || dtype.carrier() != dtype) {
            var carried = cast(dtype.carrier()).materialised().pick(newSizes, positions);
            return new Tensor(dtype, dtype.carrier(), carried.sizes, carried.strides, carried.bytes, List.of());
        }
        int width = dtype.bytes();
        var picked = Elements.buffer((long) width * positions.length);
        for (long at : positions) {
            copyElement(width, position(at), picked);
        }
        return of(dtype, newSizes, Bytes.of(picked.array()));
    }

    /** Streams the elements in row-major order as little-endian bytes of the dtype's carrier. */
    public void writeTo(WritableByteChannel out) throws IOException {
        if (isPlain()) {
            bytes.writeTo(out, 0, elements() * dtype.bytes());
            return;
        }
        var target = dtype.carrier();
        int width = target.bytes();
        long count = elements();
        if (stored == target && dtype == stored && count > 0) {
            new StridedCopy(bytes, width, sizes, strides).writeTo(out);
            return;
        }
        var window = Elements.buffer((int) Math.min(WINDOW, Math.max(width, carrierBytes())) / width * width);
        var walk = new Strides.Walk(sizes, strides);
        for (long i = 0; i < count; i++) {
            var number = convert(walk.next());
            if (target.isFloat() || target.isComplex()) {
                Elements.putDouble(target, window, number.asDouble());
            } else {
                Elements.putLong(target, window, number.asLong());
            }
            if (!window.hasRemaining()) {
                drain(window, out);
            }
        }
        drain(window, out);
    }

    private void copyElement(int width, long at, ByteBuffer window) {
        switch (width) {
            case 1 -> window.put(bytes.get(at));
            case 2 -> window.putShort(bytes.getShort(at * 2));
            case 4 -> window.putInt(bytes.getInt(at * 4));
            case 8 -> window.putLong(bytes.getLong(at * 8));
            default -> window.putLong(bytes.getLong(at * 16)).putLong(bytes.getLong(at * 16 + 8));
        }
    }

    private static void drain(ByteBuffer window, WritableByteChannel out) throws IOException {
        window.flip();
        while (window.hasRemaining()) {
            out.write(window);
        }
        window.clear();
    }

    private Number64 convert(long at) {
        if (dtype == DType.BOOL && stored != DType.BOOL) {
            return new Number64(Elements.toDouble(stored, bytes, at) != 0 ? 1 : 0, 0, true);
        }
        if (dtype.isInteger() || dtype == DType.BOOL) {
            long value = Elements.toLong(stored, bytes, at);
            return new Number64(narrow(dtype, value), 0, true);
        }
        boolean exactInteger = stored.isInteger() || stored == DType.BOOL;
        if (exactInteger && dtype == DType.DOUBLE && stored != DType.UINT64) {
            return new Number64(0, Elements.toLong(stored, bytes, at), false);
        }
        double real = Elements.toDouble(stored, bytes, at);
        return new Number64(0, stored == dtype ? real : round(dtype, real), false);
    }

    private static double round(DType dtype, double value) {
        if (dtype == DType.DOUBLE || dtype.isComplex()) {
            return value;
        }
        if (dtype == DType.FLOAT) {
            return (float) value;
        }
        if (dtype == DType.FLOAT8E8M0) {
            return Double.isFinite(value) && value > 0 ? Math.scalb(1.0, Math.getExponent(value)) : Double.NaN;
        }
        var format = SmallFloat.valueOf(dtype.name());
        return format.decode(format.encode(value, false));
    }

    private static long narrow(DType dtype, long value) {
        int spare = 64 - dtype.bits();
        return dtype == DType.BOOL
                ? (value != 0 ? 1 : 0)
                : dtype.isUnsigned() ? (value << spare) >>> spare : (value << spare) >> spare;
    }

    private record Number64(long integer, double real, boolean isInteger) {
        double asDouble() {
            return isInteger ? integer : real;
        }

        long asLong() {
            return isInteger ? integer : (long) real;
        }
    }

    private long position(long index) {
        return Strides.position(sizes, strides, index);
    }

    /** The number of elements of a tensor with the given lengths. */
    public static long elements(long[] sizes) {
        long product = 1;
        for (long size : sizes) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }

    private static long[] rowMajor(long[] sizes) {
        return Strides.rowMajor(sizes);
    }

    /** Such as {@code FLOAT[3, 4]}. */
    @Override
    public String toString() {
        return dtype + Arrays.toString(sizes);
    }
}
