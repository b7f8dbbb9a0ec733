package io.github.onnxferry.converter.lower.ops.math;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.math.SmallFloatCasts.Rounding;
import io.github.onnxferry.converter.lower.ops.text.TextCasts;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/** Conversion between element types. */
public final class CastOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Cast", (n, tf) -> cast(n.in("input"), n.dtype("to"), Rounding.of(n), tf))
            .parity(Parity.EXACT)
            .op("CastLike", (n, tf) -> cast(n.in("input"), n.in("target_type").dtype(), Rounding.of(n), tf))
            .parity(Parity.EXACT)
            .build();

    private CastOps() {}

    /** Non-zero is true; floats are truncated toward zero; integers wrap; small floats saturate. */
    public static Value cast(Value x, DType to, TfBuilder tf) {
        return cast(x, to, Rounding.SATURATING, tf);
    }

    /** Non-zero is true; floats are truncated toward zero; integers wrap; small floats are rounded as said. */
    private static Value cast(Value x, DType to, Rounding rounding, TfBuilder tf) {
        if (x.dtype() == to) {
            return x;
        }
        if (to == DType.STRING) {
            return TextCasts.write(x, tf);
        }
        if (x.dtype() == DType.STRING) {
            var readable = to.carrier() == to ? to : to.isFloat() ? DType.FLOAT : DType.INT64;
            return cast(TextCasts.read(x, readable, tf), to, rounding, tf);
        }
        if (to == DType.BOOL) {
            return tf.notEqual(x, tf.like(x, 0));
        }
        if (SmallFloatCasts.isSmall(to)) {
            return SmallFloatCasts.round(x, to, rounding, tf);
        }
        if (to.isSubByte()) {
            return wrap(x, to, tf);
        }
        return x.dtype().carrier() == to ? tf.as(x, to) : tf.cast(x, to);
    }

    /** The low bits of an integer, read as an integer of 2 or 4 bits. */
    private static Value wrap(Value x, DType to, TfBuilder tf) {
        var whole = tf.cast(x, DType.INT32);
        if (to.isUnsigned()) {
            return tf.cast(
                    tf.op("BitwiseAnd")
                            .in(whole, tf.int32((1L << to.bits()) - 1))
                            .one(),
                    to);
        }
        var shift = tf.int32(Integer.SIZE - to.bits());
        var high = tf.op("LeftShift").in(whole, shift).one();
        return tf.cast(tf.op("RightShift").in(high, shift).one(), to);
    }
}
