package io.github.onnxferry.converter.lower.ops.quantize;

import io.github.onnxferry.converter.lower.ops.math.CastOps;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/** Where quantised values of an integer dtype lie. */
public final class QuantizedRange {
    private QuantizedRange() {}

    /** Rounds reals half to even, adds the zero point, and limits the sum to the values of the dtype. */
    public static Value quantise(Value x, Value zeroPoint, DType to, TfBuilder tf) {
        return limit(tf.add(tf.roundHalfEven(x), CastOps.cast(zeroPoint, x.dtype(), tf)), to, tf);
    }

    /** Whole numbers, held as reals, limited to the values of an integer dtype. */
    public static Value limit(Value x, DType to, TfBuilder tf) {
        double max = Math.scalb(1.0, to.isUnsigned() ? to.bits() : to.bits() - 1) - 1;
        double min = to.isUnsigned() ? 0 : -max - 1;
        return tf.cast(tf.minimum(tf.maximum(x, tf.like(x, min)), tf.like(x, max)), to);
    }
}
