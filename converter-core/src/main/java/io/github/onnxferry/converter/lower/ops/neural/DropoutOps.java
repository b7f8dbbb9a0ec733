package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.random.Draw;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Dropout, which passes its input on unless it is training. */
public final class DropoutOps {
    private static final float DEFAULT_RATIO = 0.5f;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .ops("Dropout", DropoutOps::dropout)
            .parity(Parity.RANDOM)
            .build();

    private DropoutOps() {}

    /**
     * Dropout 13: {@code scale * data * mask} with {@code scale = 1 / (1 - ratio)}; each element of the mask is false
     * with the probability {@code ratio}. Outside training nothing is dropped.
     */
    private static List<Value> dropout(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        var training = n.optional("training_mode").map(v -> tf.reshape(v)).orElseGet(() -> tf.bool(false));
        var ratio = n.optional("ratio")
                .map(v -> tf.cast(tf.reshape(v), DType.FLOAT))
                .orElseGet(() -> tf.constant(Tensor.ofFloats(new long[0], DEFAULT_RATIO)));
        if (isConstant(training, 0) || isConstant(ratio, 0)) {
            return List.of(x, tf.fill(tf.shapeOf(x), tf.bool(true)));
        }
        var drawn = Draw.ofInteger(n.optionalInt64("seed"), tf).uniform(tf.shapeOf(x), DType.FLOAT);
        var mask = tf.or(tf.not(training), tf.greaterEqual(drawn, ratio));
        var scale = tf.select(training, tf.div(tf.like(ratio, 1), tf.sub(tf.like(ratio, 1), ratio)), tf.like(ratio, 1));
        var scaled = tf.mul(x, tf.cast(scale, x.dtype()));
        return List.of(tf.select(mask, scaled, tf.like(x, 0)), mask);
    }

    private static boolean isConstant(Value value, double number) {
        return value.constant().filter(t -> t.getDouble(0) == number).isPresent();
    }
}
