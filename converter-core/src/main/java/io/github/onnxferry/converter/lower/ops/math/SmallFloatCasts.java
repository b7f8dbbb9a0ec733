package io.github.onnxferry.converter.lower.ops.math;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.SmallFloat;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/**
 * Rounding to the floats of 8 bits and less, which travel as float32: the arithmetic is that of float32, where each step
 * but the rounding itself is exact. Source: the tables of ONNX Cast 25.
 */
public final class SmallFloatCasts {
    private static final long EXPONENT = 0x7F800000;
    private static final long MANTISSA = 0x007FFFFF;
    private static final int MANTISSA_BITS = 23;
    private static final int TOP_EXPONENT = 255;

    private SmallFloatCasts() {}

    /** What becomes of values out of range and, for FLOAT8E8M0, of those between two powers. */
    public record Rounding(boolean saturate, String mode) {
        /** Values out of range become the largest finite ones. */
        static final Rounding SATURATING = new Rounding(true, "up");

        static Rounding of(NodeView n) {
            return new Rounding(n.flag("saturate"), n.string("round_mode"));
        }
    }

    /** Whether a dtype is one of those floats. */
    public static boolean isSmall(DType dtype) {
        return dtype.isFloat() && dtype.carrier() != dtype;
    }

    /** The nearest values of a small float dtype, ties to even. */
    public static Value round(Value x, DType to, Rounding rounding, TfBuilder tf) {
        var real = x.dtype().carrier() == DType.FLOAT ? tf.as(x, DType.FLOAT) : tf.cast(x, DType.FLOAT);
        var rounded = to == DType.FLOAT8E8M0
                ? powers(real, rounding, tf)
                : nearest(real, SmallFloat.valueOf(to.name()), rounding.saturate(), tf);
        return tf.as(rounded, to);
    }

    /**
     * {@code rint(x / q) * q}, where {@code q} is the distance of neighbouring values around {@code x}: {@code
     * 2^(max(e, 1 - bias) - mantissa bits)} with the exponent {@code e} of {@code x}.
     */
    private static Value nearest(Value x, SmallFloat format, boolean saturate, TfBuilder tf) {
        var exponent = and(bits(x, tf), EXPONENT, tf);
        float top = Math.scalb(1f, Math.getExponent(format.max()));
        var power = tf.minimum(tf.maximum(real(exponent, tf), real(format.minNormal(), tf)), real(top, tf));
        var quantum = tf.mul(power, Math.scalb(1.0, -format.mantissaBits()));
        var rounded = tf.mul(tf.roundHalfEven(tf.div(x, quantum)), quantum);
        var max = real(format.max(), tf);
        var limited = tf.select(tf.greater(tf.abs(rounded), max), beyond(x, format, saturate, tf), rounded);
        if (!format.hasNan()) {
            return tf.select(tf.isNan(x), real(0, tf), limited);
        }
        return format.hasNegativeZero() ? limited : tf.select(tf.equal(limited, real(0, tf)), real(0, tf), limited);
    }

    private static Value beyond(Value x, SmallFloat format, boolean saturate, TfBuilder tf) {
        if (!saturate && format.hasNan() && !format.hasInfinity()) {
            return real(Float.NaN, tf);
        }
        float limit = saturate || !format.hasInfinity() ? format.max() : Float.POSITIVE_INFINITY;
        return tf.select(tf.less(x, real(0, tf)), real(-limit, tf), real(limit, tf));
    }

    /**
     * Powers of two from 2<sup>-127</sup> to 2<sup>127</sup>, FLOAT8E8M0. The smallest is subnormal in float32, so that
     * only bits are moved: TensorFlow's kernels flush subnormal numbers.
     */
    private static Value powers(Value x, Rounding rounding, TfBuilder tf) {
        var bits = bits(x, tf);
        var exponent = tf.op("RightShift")
                .in(and(bits, EXPONENT, tf), tf.int32(MANTISSA_BITS))
                .one();
        var mantissa = and(bits, MANTISSA, tf);
        var subnormal = tf.equal(exponent, tf.int32(0));
        var half = tf.int32(1L << (MANTISSA_BITS - 1));
        var fraction = tf.select(subnormal, tf.mul(tf.sub(mantissa, half), tf.int32(2)), mantissa);
        var rounded = switch (rounding.mode()) {
            case "up" -> tf.add(exponent, tf.cast(tf.greater(fraction, tf.int32(0)), DType.INT32));
            case "nearest" -> tf.add(exponent, tf.cast(tf.greaterEqual(fraction, half), DType.INT32));
            default -> exponent;
        };
        var within = tf.minimum(rounded, tf.int32(TOP_EXPONENT - 1));
        var result = tf.select(
                tf.equal(within, tf.int32(0)),
                half,
                tf.op("LeftShift").in(within, tf.int32(MANTISSA_BITS)).one());
        var invalid = tf.isNan(x);
        if (!rounding.saturate()) {
            var above = tf.greaterEqual(rounded, tf.int32(TOP_EXPONENT));
            var below = tf.and(subnormal, tf.less(mantissa, half));
            invalid = tf.or(invalid, tf.or(above, below));
        }
        var nan = tf.int32(Float.floatToIntBits(Float.NaN));
        return real(tf.select(invalid, nan, result), tf);
    }

    private static Value bits(Value x, TfBuilder tf) {
        return tf.op("Bitcast")
                .in(x)
                .attr("type", DType.INT32)
                .shapes(x.shape())
                .one();
    }

    private static Value real(Value bits, TfBuilder tf) {
        return tf.op("Bitcast")
                .in(bits)
                .attr("type", DType.FLOAT)
                .shapes(bits.shape())
                .one();
    }

    private static Value real(float value, TfBuilder tf) {
        return tf.scalar(DType.FLOAT, value);
    }

    private static Value and(Value bits, long mask, TfBuilder tf) {
        return tf.op("BitwiseAnd").in(bits, tf.int32(mask)).one();
    }
}
