package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.ops.quantize.QuantizedRange;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;

/** Tensors of integers of 8 bits that stand for {@code (q - zero point) * scale}, one scale a tensor. */
final class Quantized {
    private Quantized() {}

    /** A parameter of one element, of rank 0 or 1, as a scalar. */
    static Value scalar(Value parameter, TfBuilder tf) {
        return tf.reshape(parameter);
    }

    /** The integers less a zero point, in a dtype that holds each difference. */
    static Value shifted(Value q, Optional<Value> zeroPoint, DType dtype, TfBuilder tf) {
        var wide = tf.cast(q, dtype);
        return zeroPoint.map(z -> tf.sub(wide, tf.cast(scalar(z, tf), dtype))).orElse(wide);
    }

    /** The real numbers in float32; those that are real already stay. */
    static Value real(Value q, Value scale, Optional<Value> zeroPoint, TfBuilder tf) {
        return q.dtype() == DType.FLOAT ? q : tf.mul(shifted(q, zeroPoint, DType.FLOAT, tf), scalar(scale, tf));
    }

    /** Real numbers quantised: {@code saturate(rint(x / scale) + zero point)}. */
    static Value of(Value x, Value scale, Optional<Value> zeroPoint, DType to, TfBuilder tf) {
        var quotient = tf.div(x, scalar(scale, tf));
        return zeroPoint
                .map(z -> QuantizedRange.quantise(quotient, scalar(z, tf), to, tf))
                .orElseGet(() -> rounded(quotient, to, tf));
    }

    /** Real numbers, the zero point included, as the nearest integers of a dtype. */
    static Value rounded(Value x, DType to, TfBuilder tf) {
        return QuantizedRange.limit(tf.roundHalfEven(x), to, tf);
    }
}
