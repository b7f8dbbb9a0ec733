package io.github.onnxferry.converter.lower.ops.attention;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Operand;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Attention of which a model changes the scores and weights, by bodies that are lowered in place. */
public final class FlexAttentionOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.PREVIEW)
            .op("FlexAttention", FlexAttentionOps::flexAttention)
            .build();

    private FlexAttentionOps() {}

    /**
     * FlexAttention 1: bodies of the node change the scores, and the weights after softmax. Both are computed in the
     * precision of softmax, single unless the inputs are double.
     */
    private static Value flexAttention(NodeView n, TfBuilder tf) {
        var queries = n.in("Q");
        for (var input : List.of("Q", "K", "V")) {
            if (n.rank(input) != 4) {
                throw n.invalid(input + " has rank " + n.rank(input) + ", not 4");
            }
        }
        var precision = n.optionalDtype("softmax_precision").orElse(AttentionOps.wider(DType.FLOAT, queries.dtype()));
        var scores = tf.cast(AttentionOps.scaledScores(queries, n.in("K"), n.optionalFloat32("scale"), tf), precision);
        var weights = tf.unary("Softmax", modified("score_mod", scores, n, tf));
        var result = Heads.weighted(modified("prob_mod", weights, n, tf), tf.cast(n.in("V"), precision), tf);
        return tf.cast(result, queries.dtype());
    }

    private static Value modified(String body, Value x, NodeView n, TfBuilder tf) {
        if (!n.sets(body)) {
            return x;
        }
        var outputs = n.body(body).inline(List.of(Operand.of(x)), tf);
        if (outputs.size() == 1
                && outputs.get(0) instanceof Operand.Dense dense
                && dense.value().dtype() == x.dtype()) {
            return dense.value().hasRank() ? dense.value() : tf.ensureShape(dense.value(), x.shape());
        }
        throw n.invalid("its body " + body + " does not return one tensor of " + x.dtype());
    }
}
