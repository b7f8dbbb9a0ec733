package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** One element after another along an axis: running sums and products, reversal. */
public final class SequentialOps {
    /** TensorFlow's ReverseSequence stops at this rank. */
    private static final int MAX_REVERSE_RANK = 5;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("CumSum", (n, tf) -> cumulative("Cumsum", n, tf))
            .op("CumProd", (n, tf) -> cumulative("Cumprod", n, tf))
            .op("ReverseSequence", SequentialOps::reverseSequence)
            .parity(Parity.EXACT)
            .build();

    private SequentialOps() {}

    private static Value cumulative(String op, NodeView n, TfBuilder tf) {
        return tf.op(op)
                .in(n.in("x"), tf.reshape(n.in("axis")))
                .attr("exclusive", n.flag("exclusive"))
                .attr("reverse", n.flag("reverse"))
                .one();
    }

    /** ReverseSequence: the first {@code sequence_lens[b]} elements of each sequence are reversed, the rest stay. */
    private static Value reverseSequence(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        var lengths = n.in("sequence_lens");
        long time = n.int64("time_axis");
        long batch = n.int64("batch_axis");
        boolean merges = x.hasRank() && x.rank() > MAX_REVERSE_RANK;
        var source = x;
        if (merges) {
            source =
                    tf.reshape(x, tf.pack(List.of(tf.sizeOf(x, 0), tf.sizeOf(x, 1), tf.elementsOf(x, 2, x.rank())), 0));
        }
        var reversed = tf.op("ReverseSequence")
                .in(source, lengths)
                .attr("seq_dim", time)
                .attr("batch_dim", batch)
                .one();
        return merges ? tf.reshape(reversed, tf.shapeOf(x)) : reversed;
    }
}
