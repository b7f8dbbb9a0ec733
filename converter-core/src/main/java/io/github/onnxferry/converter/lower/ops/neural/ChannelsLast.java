package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.function.UnaryOperator;

/**
 * The one place where operators that TensorFlow computes channels-last meet ONNX's channels-first values, {@code [N, C,
 * spatial...]}.
 */
public final class ChannelsLast {
    private ChannelsLast() {}

    /** Applies a channels-last computation of {@code [N, spatial..., C]} to a channels-first value. */
    public static Value apply(TfBuilder tf, Value x, UnaryOperator<Value> computation) {
        return tf.toChannelsFirst(computation.apply(tf.toChannelsLast(x)));
    }

    /** A value under the promise that it has the rank that the operator's attributes imply. */
    public static Value ofRank(NodeView n, TfBuilder tf, Value x, int rank) {
        if (!x.hasRank()) {
            var dims = new ArrayList<Dim>();
            for (int i = 0; i < rank; i++) {
                dims.add(tf.unknownDim());
            }
            return tf.ensureShape(x, Shape.of(dims));
        }
        if (x.rank() != rank) {
            throw n.invalid("the input has rank " + x.rank() + " where the attributes say " + rank);
        }
        return x;
    }
}
