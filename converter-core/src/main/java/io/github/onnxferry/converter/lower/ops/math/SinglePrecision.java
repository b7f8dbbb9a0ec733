package io.github.onnxferry.converter.lower.ops.math;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.function.UnaryOperator;

/** Operators that add up many numbers: those of 16 bits are added in single precision and the result rounded once. */
public final class SinglePrecision {
    private SinglePrecision() {}

    /** Applies a computation in single precision to a value of 16 bits, and in its own dtype to any other. */
    public static Value apply(TfBuilder tf, Value x, UnaryOperator<Value> computation) {
        boolean narrow = x.dtype() == DType.FLOAT16 || x.dtype() == DType.BFLOAT16;
        return narrow ? tf.cast(computation.apply(tf.cast(x, DType.FLOAT)), x.dtype()) : computation.apply(x);
    }
}
