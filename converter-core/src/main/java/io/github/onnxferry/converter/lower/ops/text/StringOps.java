package io.github.onnxferry.converter.lower.ops.text;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/** Strings joined and matched, each by itself. */
public final class StringOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("StringConcat", StringOps::concat)
            .parity(Parity.EXACT)
            .op("RegexFullMatch", StringOps::fullMatch)
            .parity(Parity.EXACT)
            .ops("StringSplit", StringSplitting::split)
            .parity(Parity.EXACT)
            .op("StringNormalizer", StringNormalization::normalize)
            .parity(Parity.EXACT)
            .build();

    private StringOps() {}

    /** StringConcat 20: {@code X + Y}, broadcast. TensorFlow's kernel broadcasts scalars only. */
    private static Value concat(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        var y = n.in("Y");
        boolean plain = x.shape().isScalar()
                || y.shape().isScalar()
                || (x.hasRank()
                        && y.hasRank()
                        && x.shape().dims().equals(y.shape().dims()));
        if (!plain) {
            var sizes = tf.op("BroadcastArgs").in(tf.shapeOf(x), tf.shapeOf(y)).one();
            x = tf.broadcastTo(x, sizes);
            y = tf.broadcastTo(y, sizes);
        }
        return tf.op("StringJoin").list(java.util.List.of(x, y)).one();
    }

    /** RegexFullMatch 20: the pattern is RE2's in both. */
    private static Value fullMatch(NodeView n, TfBuilder tf) {
        return tf.op("RegexFullMatch")
                .in(n.in("X"), Texts.scalar(n.string("pattern"), tf))
                .one();
    }
}
