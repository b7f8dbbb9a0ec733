package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.tensor.DType;

/** Units in the last place: the distance of neighbouring numbers of a dtype. */
public final class Ulp {
    private Ulp() {}

    /** The unit in the last place of a number of the given size in a floating or complex dtype. */
    public static double of(DType dtype, double size) {
        int exponent = Math.max(Math.getExponent(size), lowestExponent(dtype));
        return Math.scalb(1.0, exponent - fractionBits(dtype));
    }

    /** Half a unit in the last place of 1: what rounding to nearest may be off by, relative to the result. */
    public static double roundoff(DType dtype) {
        return Math.scalb(1.0, -fractionBits(dtype) - 1);
    }

    /** Bits behind the leading one. */
    private static int fractionBits(DType dtype) {
        return switch (dtype) {
            case DOUBLE, COMPLEX128 -> 52;
            case FLOAT, COMPLEX64 -> 23;
            case FLOAT16 -> 10;
            case BFLOAT16 -> 7;
            case FLOAT8E4M3FN, FLOAT8E4M3FNUZ -> 3;
            case FLOAT8E5M2, FLOAT8E5M2FNUZ -> 2;
            case FLOAT8E8M0 -> 0;
            default -> 1;
        };
    }

    /** The exponent below which numbers are denormal. */
    private static int lowestExponent(DType dtype) {
        return switch (dtype) {
            case DOUBLE, COMPLEX128 -> -1022;
            case FLOAT, COMPLEX64, BFLOAT16 -> -126;
            case FLOAT16 -> -14;
            case FLOAT8E4M3FN -> -6;
            case FLOAT8E4M3FNUZ -> -7;
            case FLOAT8E5M2 -> -14;
            case FLOAT8E5M2FNUZ -> -15;
            case FLOAT8E8M0 -> -127;
            default -> 0;
        };
    }
}
