package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.function.UnaryOperator;

/**
 * The one place where operators that TensorFlow computes channels-last meet ONNX's channels-first values, {@code [N, C,
 * spatial...]}.
 */
final class ChannelsLast {
    private ChannelsLast() {}

    /** Applies a channels-last computation of {@code [N, spatial..., C]} to a channels-first value. */
    static Value apply(TfBuilder tf, Value x, UnaryOperator<Value> computation) {
        return tf.toChannelsFirst(computation.apply(tf.toChannelsLast(x)));
    }
}
