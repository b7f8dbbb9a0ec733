package io.github.onnxferry.converter.lower.ops.math;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.SmallFloat;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The bits of elements, read as another dtype of the same width.
 *
 * <p>Dtypes that TensorFlow lacks travel as values of a wider carrier; their bits are found in tables of all values.
 */
public final class BitCastOps {
    private static final int E8M0_BIAS = 127;
    private static final int E8M0_NAN = 255;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("BitCast", (n, tf) -> bitCast(n, n.in("input"), n.dtype("to"), tf))
            .parity(Parity.EXACT)
            .build();

    private BitCastOps() {}

    /**
     * BitCast 26. A NaN of a float of 8 bits travels without its sign and payload, so that its bits are those of the
     * format's usual NaN. Booleans are bytes of 0 and 1; any other byte is read as true.
     */
    private static Value bitCast(NodeView n, Value x, DType to, TfBuilder tf) {
        var from = x.dtype();
        if (from == to) {
            return x;
        }
        if (from == DType.STRING || to == DType.STRING || from.bits() != to.bits()) {
            throw n.invalid(from + " and " + to + " do not have the same width");
        }
        return read(pattern(x, tf), to, tf);
    }

    /** The bits in a dtype that TensorFlow can reinterpret, or as an unsigned integer of less than a byte. */
    private static Value pattern(Value x, TfBuilder tf) {
        var from = x.dtype();
        if (SmallFloatCasts.isSmall(from)) {
            return tf.cast(code(x, tf), from.bits() == Byte.SIZE ? DType.UINT8 : DType.UINT4);
        }
        if (from == DType.BOOL) {
            return tf.cast(x, DType.UINT8);
        }
        return from.isSubByte() ? CastOps.cast(x, from.bits() == 2 ? DType.UINT2 : DType.UINT4, tf) : x;
    }

    private static Value read(Value bits, DType to, TfBuilder tf) {
        if (SmallFloatCasts.isSmall(to)) {
            var whole = bits.dtype() == DType.INT8 ? reinterpret(bits, DType.UINT8, tf) : bits;
            var table = tf.constant(Tensor.ofFloats(new long[] {1L << to.bits()}, values(to)));
            return tf.as(tf.gather(table, tf.cast(whole, DType.INT32), 0), to);
        }
        if (to == DType.BOOL) {
            return tf.notEqual(bits, tf.like(bits, 0));
        }
        return to.isSubByte() ? CastOps.cast(bits, to, tf) : reinterpret(bits, to, tf);
    }

    private static Value reinterpret(Value x, DType to, TfBuilder tf) {
        return x.dtype() == to
                ? x
                : tf.op("Bitcast").in(x).attr("type", to).shapes(x.shape()).one();
    }

    /** The pattern of each element as an int32: the position of its float32 bits among those of all values, looked up. */
    private static Value code(Value x, TfBuilder tf) {
        var values = values(x.dtype());
        var order = IntStream.range(0, values.length)
                .filter(i -> !Float.isNaN(values[i]))
                .boxed()
                .sorted((a, b) -> Integer.compare(Float.floatToIntBits(values[a]), Float.floatToIntBits(values[b])))
                .mapToLong(Integer::longValue)
                .toArray();
        var sorted = IntStream.range(0, order.length)
                .mapToLong(i -> Float.floatToIntBits(values[(int) order[i]]))
                .toArray();
        var real = tf.as(x, DType.FLOAT);
        var bits = reinterpret(real, DType.INT32, tf);
        var position = tf.op("LowerBound")
                .in(
                        tf.constant(Tensor.ofLongs(DType.INT32, new long[] {1, sorted.length}, sorted)),
                        tf.reshape(bits, 1, -1))
                .one();
        var within = tf.minimum(tf.reshape(position, tf.shapeOf(x)), tf.int32(sorted.length - 1L));
        var found = tf.gather(tf.vector32(order), within, 0);
        return nan(x.dtype()).isPresent()
                ? tf.select(tf.isNan(real), tf.int32(nan(x.dtype()).getAsInt()), found)
                : found;
    }

    private static OptionalInt nan(DType dtype) {
        if (dtype == DType.FLOAT8E8M0) {
            return OptionalInt.of(E8M0_NAN);
        }
        var format = SmallFloat.valueOf(dtype.name());
        return format.hasNan() ? OptionalInt.of(format.encode(Double.NaN, false)) : OptionalInt.empty();
    }

    /** The value of each bit pattern. */
    private static float[] values(DType dtype) {
        var values = new float[1 << dtype.bits()];
        for (int bits = 0; bits < values.length; bits++) {
            values[bits] = dtype == DType.FLOAT8E8M0
                    ? power(bits)
                    : SmallFloat.valueOf(dtype.name()).decode(bits);
        }
        return values;
    }

    /** {@code 2^(bits - 127)}; all ones are NaN. */
    private static float power(int bits) {
        return bits == E8M0_NAN ? Float.NaN : Math.scalb(1f, bits - E8M0_BIAS);
    }
}
