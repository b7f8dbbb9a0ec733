package io.github.onnxferry.converter.tensor;

/**
 * Floating point formats narrower than 32 bits, decoded to and encoded from {@code float}.
 *
 * <p>Sources: IEEE 754 binary16; bfloat16; the OCP 8-bit (E4M3, E5M2) and microscaling (E2M1, E2M3, E3M2, E8M0)
 * formats; the FNUZ variants of ONNX ("Float stored in 8 bits").
 */
public enum SmallFloat {
    FLOAT16(5, 10, 15, Specials.IEEE),
    BFLOAT16(8, 7, 127, Specials.IEEE),
    FLOAT8E4M3FN(4, 3, 7, Specials.NAN_AT_TOP),
    FLOAT8E4M3FNUZ(4, 3, 8, Specials.NAN_AT_NEGATIVE_ZERO),
    FLOAT8E5M2(5, 2, 15, Specials.IEEE),
    FLOAT8E5M2FNUZ(5, 2, 16, Specials.NAN_AT_NEGATIVE_ZERO),
    FLOAT6E2M3(2, 3, 1, Specials.NONE),
    FLOAT6E3M2(3, 2, 3, Specials.NONE),
    FLOAT4E2M1(2, 1, 1, Specials.NONE);

    /** How a format spends bit patterns on infinities and NaN. */
    private enum Specials {
        /** The highest exponent is infinity or NaN. */
        IEEE,
        /** Only the pattern of all ones is NaN; there is no infinity. */
        NAN_AT_TOP,
        /** The pattern of negative zero is NaN; there is no infinity and no negative zero. */
        NAN_AT_NEGATIVE_ZERO,
        /** Every pattern is a finite number. */
        NONE
    }

    private final int exponentBits;
    private final int mantissaBits;
    private final int bias;
    private final Specials specials;

    SmallFloat(int exponentBits, int mantissaBits, int bias, Specials specials) {
        this.exponentBits = exponentBits;
        this.mantissaBits = mantissaBits;
        this.bias = bias;
        this.specials = specials;
    }

    /** The value of a bit pattern. */
    public float decode(int bits) {
        int top = (1 << exponentBits) - 1;
        int exponent = (bits >>> mantissaBits) & top;
        int mantissa = bits & ((1 << mantissaBits) - 1);
        boolean negative = ((bits >>> (exponentBits + mantissaBits)) & 1) == 1;
        switch (specials) {
            case IEEE -> {
                if (exponent == top) {
                    return mantissa != 0 ? Float.NaN : negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
                }
            }
            case NAN_AT_TOP -> {
                if (exponent == top && mantissa == (1 << mantissaBits) - 1) {
                    return Float.NaN;
                }
            }
            case NAN_AT_NEGATIVE_ZERO -> {
                if (negative && exponent == 0 && mantissa == 0) {
                    return Float.NaN;
                }
            }
            case NONE -> {}
        }
        double magnitude = exponent == 0
                ? Math.scalb((double) mantissa, 1 - bias - mantissaBits)
                : Math.scalb((double) (mantissa | (1 << mantissaBits)), exponent - bias - mantissaBits);
        return (float) (negative ? -magnitude : magnitude);
    }

    /** Bits of the fraction. */
    public int mantissaBits() {
        return mantissaBits;
    }

    /** The smallest value that is not subnormal. */
    public float minNormal() {
        return Math.scalb(1f, 1 - bias);
    }

    /** Whether there is a pattern for NaN. */
    public boolean hasNan() {
        return specials != Specials.NONE;
    }

    /** Whether there are patterns for the infinities. */
    public boolean hasInfinity() {
        return specials == Specials.IEEE;
    }

    /** Whether zero has a sign. */
    public boolean hasNegativeZero() {
        return specials != Specials.NAN_AT_NEGATIVE_ZERO;
    }

    /** The largest finite value. */
    public float max() {
        int top = (1 << exponentBits) - 1;
        int full = (1 << mantissaBits) - 1;
        return switch (specials) {
            case IEEE -> decode(((top - 1) << mantissaBits) | full);
            case NAN_AT_TOP -> decode((top << mantissaBits) | (full - 1));
            case NAN_AT_NEGATIVE_ZERO, NONE -> decode((top << mantissaBits) | full);
        };
    }

    /**
     * The bit pattern of the nearest value, ties to even.
     *
     * @param saturate whether values out of range become the largest finite one instead of infinity or NaN; formats
     *     without either always saturate
     */
    public int encode(double value, boolean saturate) {
        int sign = (Double.doubleToRawLongBits(value) < 0 ? 1 : 0) << (exponentBits + mantissaBits);
        int top = (1 << exponentBits) - 1;
        int full = (1 << mantissaBits) - 1;
        if (Double.isNaN(value)) {
            return nan(sign, top, full);
        }
        double magnitude = Math.abs(value);
        int exponent = Math.max(magnitude == 0 ? 1 - bias : Math.getExponent(magnitude), 1 - bias);
        double scaled = Math.rint(Math.scalb(magnitude, mantissaBits - exponent));
        double rounded = Math.scalb(scaled, exponent - mantissaBits);
        if (rounded > max()) {
            if (specials == Specials.NONE || (saturate && (specials != Specials.IEEE || bitsOfByte()))) {
                return bitsOf(max()) | sign;
            }
            return specials == Specials.IEEE ? sign | (top << mantissaBits) : nan(sign, top, full);
        }
        int bits = bitsOf(rounded);
        return bits == 0 && specials == Specials.NAN_AT_NEGATIVE_ZERO ? 0 : bits | sign;
    }

    private boolean bitsOfByte() {
        return 1 + exponentBits + mantissaBits <= 8;
    }

    private int nan(int sign, int top, int full) {
        return switch (specials) {
            case IEEE -> sign | (top << mantissaBits) | (1 << (mantissaBits - 1));
            case NAN_AT_TOP -> sign | (top << mantissaBits) | full;
            case NAN_AT_NEGATIVE_ZERO -> 1 << (exponentBits + mantissaBits);
            case NONE -> 0;
        };
    }

    /** The pattern of a non-negative value that the format holds exactly. */
    private int bitsOf(double exact) {
        if (exact == 0) {
            return 0;
        }
        int exponent = Math.getExponent(exact);
        if (exponent < 1 - bias) {
            return (int) Math.scalb(exact, bias - 1 + mantissaBits);
        }
        int mantissa = (int) Math.scalb(exact, mantissaBits - exponent) & ((1 << mantissaBits) - 1);
        return ((exponent + bias) << mantissaBits) | mantissa;
    }
}
