package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.attention.Heads;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;

/**
 * Scores of queries and keys by heads, {@code [batch, heads, queries, keys]}, in float32, and what ONNX Runtime's
 * attention operators make of them.
 */
final class ScaledProducts {
    private ScaledProducts() {}

    /** {@code Q K^T} times attribute {@code scale}, or one over the root of the size of a head where it is 0 or not set. */
    static Value scores(NodeView n, Value queries, Value keys, TfBuilder tf) {
        var q = tf.cast(queries, DType.FLOAT);
        var k = tf.cast(keys, DType.FLOAT);
        float scale = n.optionalFloat32("scale").orElse(0f);
        if (scale != 0) {
            return Heads.scores(tf.mul(q, scale), k, tf);
        }
        var size = queries.dim(3);
        var factor = size.isKnown()
                ? tf.scalar(DType.FLOAT, 1 / Math.sqrt(size.value()))
                : tf.rsqrt(tf.cast(tf.sizeOf(queries, 3), DType.FLOAT));
        return Heads.scores(tf.mul(q, factor), k, tf);
    }

    /** The sums of the values, weighted by the softmax of the scores, in float32. */
    static Value weighted(Value scores, Value values, TfBuilder tf) {
        return Heads.weighted(tf.unary("Softmax", scores), tf.cast(values, DType.FLOAT), tf);
    }

    /**
     * The same where each head also has a score for nothing, which only takes weight away.
     *
     * @param sinks that score, a scalar or one a head, {@code [heads, 1, 1]}
     */
    static Value weighted(Value scores, Value values, Value sinks, TfBuilder tf) {
        var sizes = List.of(tf.sizeOf(scores, 0), tf.sizeOf(scores, 1), tf.sizeOf(scores, 2), tf.int64(1));
        var column = tf.broadcastTo(sinks, tf.pack(sizes, 0));
        var weights = tf.unary("Softmax", tf.concat(List.of(scores, column), 3));
        var kept = tf.op("StridedSlice")
                .in(weights, tf.vector(0, 0, 0, 0), tf.vector(0, 0, 0, -1), tf.vector(1, 1, 1, 1))
                .attr("begin_mask", 15)
                .attr("end_mask", 7)
                .shapes(scores.shape())
                .one();
        return Heads.weighted(kept, tf.cast(values, DType.FLOAT), tf);
    }

    /** The past along the sequence, then what is new; what is new has the dtype of both. */
    static Value withPast(Optional<Value> past, Value incoming, TfBuilder tf) {
        return past.map(p -> tf.concat(List.of(p, tf.cast(incoming, p.dtype())), 2))
                .orElse(incoming);
    }
}
