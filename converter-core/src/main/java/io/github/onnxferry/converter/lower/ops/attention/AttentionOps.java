package io.github.onnxferry.converter.lower.ops.attention;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.math.ActivationOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;

/** Scaled dot product attention: {@code softmax(Q K^T * scale + bias) V}. */
public final class AttentionOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .ops("Attention", AttentionOps::attention)
            .gap(
                    "an output of scores of unknown mode",
                    n -> n.int64("qk_matmul_output_mode") < 0 || n.int64("qk_matmul_output_mode") > 3)
            .build();

    private static final int PACKED_RANK = 3;

    private AttentionOps() {}

    /**
     * Attention 25. The output {@code qk_matmul_output} shows the scores: scaled, after the cap, after the bias, or after
     * softmax, by mode. A query that sees no key has a result of zeros.
     */
    private static List<Value> attention(NodeView n, TfBuilder tf) {
        var queries = heads("Q", "q_num_heads", n, tf);
        var incoming = heads("K", "kv_num_heads", n, tf);
        var keys = AttentionBias.withPast(n.optional("past_key"), incoming, tf);
        var values = AttentionBias.withPast(n.optional("past_value"), heads("V", "kv_num_heads", n, tf), tf);
        var masking = new AttentionBias(n, tf, queries, incoming, keys);
        var bias = masking.value();

        var scaled = scaledScores(queries, keys, n.optionalFloat32("scale"), tf);
        var capped = capped(scaled, n.float32("softcap"), tf);
        var biased = bias.map(b -> tf.add(capped, b)).orElse(capped);
        var precision = n.optionalDtype("softmax_precision").orElse(biased.dtype());
        var weights = tf.cast(ActivationOps.softmax(tf.cast(biased, precision), tf), queries.dtype());

        long mode = n.int64("qk_matmul_output_mode");
        boolean guards = bias.isPresent() && masking.mayHideAll();
        var shown = mode == 3 && guards ? masking.withoutHidden(weights, bias.get()) : weights;
        var product = product(weights, values, tf);
        var result = guards ? masking.withoutHidden(product, bias.get()) : product;
        return List.of(
                n.rank("Q") == PACKED_RANK ? Heads.join(result, tf) : result,
                keys,
                values,
                List.of(scaled, capped, biased, shown).get((int) mode));
    }

    /** An input as {@code [batch, heads, sequence, size]}. */
    private static Value heads(String input, String count, NodeView n, TfBuilder tf) {
        return n.rank(input) == PACKED_RANK ? Heads.split(n.in(input), n.int64(count), tf) : n.in(input);
    }

    /**
     * {@code Q K^T * scale}; the scale is {@code 1 / sqrt(size)} if it is not given. In half precision both factors are
     * scaled by its root, as the definition does so that products stay in range.
     */
    static Value scaledScores(Value queries, Value keys, Optional<Float> scale, TfBuilder tf) {
        var size = tf.sizeOf(queries, 3);
        boolean half = queries.dtype().bits() == Short.SIZE;
        if (scale.isEmpty() && !queries.dim(3).isKnown()) {
            var root = tf.rsqrt(tf.cast(size, half ? DType.FLOAT : queries.dtype()));
            var factor = tf.cast(half ? tf.sqrt(root) : root, queries.dtype());
            return Heads.scores(tf.mul(queries, factor), half ? tf.mul(keys, factor) : keys, tf);
        }
        double factor = scale.map(Float::doubleValue)
                .orElseGet(() -> 1 / Math.sqrt(queries.dim(3).value()));
        return half
                ? Heads.scores(tf.mul(queries, Math.sqrt(factor)), tf.mul(keys, Math.sqrt(factor)), tf)
                : Heads.scores(tf.mul(queries, factor), keys, tf);
    }

    private static Value capped(Value scores, float cap, TfBuilder tf) {
        return cap > 0 ? tf.mul(tf.unary("Tanh", tf.div(scores, cap)), cap) : scores;
    }

    /** Weights times values, in the dtype of the weights. */
    private static Value product(Value weights, Value values, TfBuilder tf) {
        var common = wider(weights.dtype(), values.dtype());
        return tf.cast(Heads.weighted(tf.cast(weights, common), tf.cast(values, common), tf), weights.dtype());
    }

    /** The dtype of a product of two dtypes. */
    static DType wider(DType a, DType b) {
        if (a == b) {
            return a;
        }
        return a == DType.DOUBLE || b == DType.DOUBLE ? DType.DOUBLE : DType.FLOAT;
    }
}
