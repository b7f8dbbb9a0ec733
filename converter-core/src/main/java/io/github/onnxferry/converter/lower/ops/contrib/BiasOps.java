package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.math.ActivationOps;
import io.github.onnxferry.converter.lower.ops.neural.DropoutOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Activations with the bias before them, and dropout with the sums around it. */
public final class BiasOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .op("Gelu", (n, tf) -> gelu(n, n.in("X"), tf))
            .op("BiasGelu", (n, tf) -> gelu(n, tf.add(n.in("A"), n.in("B")), tf))
            .op("FastGelu", (n, tf) -> tanhGelu(n, plus(n.in("X"), n.optional("bias"), tf), tf))
            .op("QuickGelu", (n, tf) -> swish(n, n.in("X"), n.float32("alpha"), tf))
            .op("BiasSplitGelu", BiasOps::splitGelu)
            .op("BiasAdd", (n, tf) -> tf.add(tf.add(n.in("X"), n.in("bias")), n.in("skip")))
            .op("BiasSoftmax", BiasOps::softmax)
            .op("ScaledSiLU", (n, tf) -> scaledSwish(n, tf))
            .ops("BiasDropout", BiasOps::dropout)
            .parity(Parity.RANDOM)
            .ops("BitmaskDropout", BiasOps::dropout)
            .parity(Parity.RANDOM)
            .gap("a mask of bits", n -> n.wants("mask"))
            .ops("BitmaskBiasDropout", BiasOps::dropout)
            .parity(Parity.RANDOM)
            .gap("a mask of bits", n -> n.wants("mask"))
            .build();

    private BiasOps() {}

    private static Value plus(Value x, Optional<Value> bias, TfBuilder tf) {
        return bias.map(b -> tf.add(x, b)).orElse(x);
    }

    static Value gelu(NodeView n, Value x, TfBuilder tf) {
        return Standard.of(n, "Gelu").in(x).one(ActivationOps.TABLE, tf);
    }

    static Value tanhGelu(NodeView n, Value x, TfBuilder tf) {
        return Standard.of(n, "Gelu").in(x).with("approximate", "tanh").one(ActivationOps.TABLE, tf);
    }

    /** {@code x * sigmoid(alpha * x)}. */
    static Value swish(NodeView n, Value x, float alpha, TfBuilder tf) {
        return Standard.of(n, "Swish").in(x).with("alpha", alpha).one(ActivationOps.TABLE, tf);
    }

    private static Value scaledSwish(NodeView n, TfBuilder tf) {
        var x = swish(n, n.in("X"), n.float32("alpha"), tf);
        return n.optional("scale").map(s -> tf.mul(x, tf.cast(s, x.dtype()))).orElse(x);
    }

    /** BiasSplitGelu: the last axis of {@code X + bias} in two halves, {@code left * gelu(right)}. */
    private static Value splitGelu(NodeView n, TfBuilder tf) {
        var sum = tf.add(n.in("X"), n.in("bias"));
        var halves = tf.op("Split")
                .in(tf.int32(n.rank("X") - 1), sum)
                .attr("num_split", 2)
                .all();
        return tf.mul(halves.get(0), gelu(n, halves.get(1), tf));
    }

    /** BiasSoftmax: the softmax, over all axes from {@code axis} on, of the sum with a bias that broadcasts. */
    private static Value softmax(NodeView n, TfBuilder tf) {
        var sum = tf.add(n.in("data"), n.in("bias"));
        int rank = n.rank("data");
        int axis = n.axis("axis", rank);
        if (axis == rank - 1) {
            return tf.unary("Softmax", sum);
        }
        var sizes = new ArrayList<Value>();
        for (int i = 0; i < axis; i++) {
            sizes.add(tf.sizeOf(sum, i));
        }
        sizes.add(tf.elementsOf(sum, axis, rank));
        var flat = tf.unary("Softmax", tf.reshape(sum, tf.pack(sizes, 0)));
        return tf.reshape(flat, tf.shapeOf(sum));
    }

    /** BiasDropout: {@code dropout(data + bias) + residual}. */
    private static List<Value> dropout(NodeView n, TfBuilder tf) {
        boolean biased = !n.op().equals("BitmaskDropout");
        var sum = biased ? tf.add(n.in("data"), n.in("bias")) : n.in("data");
        var form = Standard.of(n, "Dropout").in(sum).in(n.optional("ratio")).in(n.optional("training_mode"));
        n.optionalInt64("seed").ifPresent(seed -> form.with("seed", seed));
        var dropped = form.all(DropoutOps.TABLE, tf);
        var residual = biased ? n.optional("residual") : Optional.<Value>empty();
        return List.of(plus(dropped.get(0), residual, tf), dropped.get(1));
    }
}
