package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One axis of a value that is resized.
 *
 * @param axis which axis
 * @param in its length, an int64 scalar
 * @param out its length in the result, an int64 scalar
 * @param scale the factor between coordinates, a float scalar
 * @param isRatio whether the factor is the ratio of the two lengths, up to the rounding of a float
 * @param roi start and end of the part that is resized, float scalars between 0 and 1, if only a part is
 */
record ResizedAxis(int axis, Value in, Value out, Value scale, boolean isRatio, Optional<Roi> roi) {
    /** Start and end of a part of an axis, float scalars in units of the axis. */
    record Roi(Value start, Value end) {}

    /** The distance of a scale from the ratio of lengths that rounding to a float explains, relative. */
    private static final double FLOAT_ROUNDING = 1.0 / (1 << 22);

    /** An axis whose length in the result is stated. */
    static ResizedAxis ofSize(TfBuilder tf, int axis, Value in, Value out, Optional<Roi> roi) {
        var scale = ResizeCoordinates.exactQuotient(tf.cast(out, DType.FLOAT), tf.cast(in, DType.FLOAT), tf);
        return new ResizedAxis(axis, in, out, scale, true, roi);
    }

    /**
     * An axis whose factor is stated; the length of the result is rounded down, in float arithmetic as the shape inference
     * of ONNX does, whatever the region of interest.
     */
    static ResizedAxis ofScale(TfBuilder tf, int axis, Value in, Value scale, Optional<Roi> roi) {
        var whole = wholeNumber(scale);
        if (whole.isPresent()) {
            return new ResizedAxis(axis, in, tf.mul(in, tf.int64(whole.getAsLong())), scale, true, roi);
        }
        var divisor = binaryDivisor(scale);
        var out = divisor.isPresent()
                ? tf.floorDiv(in, tf.int64(divisor.getAsLong()))
                : tf.cast(tf.floor(tf.mul(tf.cast(in, DType.FLOAT), scale)), DType.INT64);
        return new ResizedAxis(axis, in, out, scale, isRatio(in, out, scale), roi);
    }

    /** An axis whose length in the result is the scaled one rounded half up. */
    static ResizedAxis rounded(TfBuilder tf, int axis, Value in, Value scale, Optional<Roi> roi) {
        var exact = tf.mul(tf.cast(in, DType.FLOAT), scale);
        var out = tf.cast(tf.floor(tf.add(exact, 0.5)), DType.INT64);
        return new ResizedAxis(axis, in, out, scale, isRatio(in, out, scale), roi);
    }

    private static OptionalLong wholeNumber(Value scale) {
        double factor = scale.constant().map(t -> t.getDouble(0)).orElse(0.5);
        return factor >= 1 && factor == Math.rint(factor) ? OptionalLong.of((long) factor) : OptionalLong.empty();
    }

    /** The power of two by which a known scale divides. */
    private static OptionalLong binaryDivisor(Value scale) {
        double inverse = scale.constant().map(t -> 1 / t.getDouble(0)).orElse(0.0);
        boolean isBinary = inverse > 1 && inverse <= 1 << 20 && Long.bitCount((long) inverse) == 1;
        return isBinary && inverse == Math.rint(inverse) ? OptionalLong.of((long) inverse) : OptionalLong.empty();
    }

    private static boolean isRatio(Value in, Value out, Value scale) {
        if (!in.isConstant() || !out.isConstant() || !scale.isConstant()) {
            return false;
        }
        double length = out.constant().orElseThrow().getLong(0);
        double exact = in.constant().orElseThrow().getLong(0)
                * scale.constant().orElseThrow().getDouble(0);
        return Math.abs(exact - length) <= length * FLOAT_ROUNDING;
    }

    /** The factor if it is a known whole number. */
    OptionalLong wholeScale() {
        return wholeNumber(scale);
    }

    /** The power of two by which the factor is known to divide. */
    OptionalLong binaryDivisor() {
        return binaryDivisor(scale);
    }

    /** The length, if it is known. */
    OptionalLong knownIn() {
        return known(in);
    }

    /** The length in the result, if it is known. */
    OptionalLong knownOut() {
        return known(out);
    }

    private static OptionalLong known(Value length) {
        return length.constant().map(t -> OptionalLong.of(t.getLong(0))).orElseGet(OptionalLong::empty);
    }

    /** Whether nothing changes along the axis. */
    boolean isIdentity() {
        var before = in.elements();
        boolean sameLength = before.isPresent() && before.equals(out.elements());
        boolean whole = roi.isEmpty()
                || (isNumber(roi.get().start(), 0) && isNumber(roi.get().end(), 1));
        return sameLength && whole && (isRatio || isNumber(scale, 1));
    }

    private static boolean isNumber(Value value, double number) {
        return value.constant().filter(t -> t.getDouble(0) == number).isPresent();
    }
}
