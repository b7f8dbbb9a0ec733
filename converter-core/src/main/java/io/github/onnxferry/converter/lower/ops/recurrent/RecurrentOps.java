package io.github.onnxferry.converter.lower.ops.recurrent;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Layers whose state at one step depends on that at the step before. */
public final class RecurrentOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .ops("RNN", RecurrentOps::rnn)
            .ops("GRU", RecurrentOps::gru)
            .ops("LSTM", RecurrentOps::lstm)
            .build();

    private RecurrentOps() {}

    /** {@code H = f(X W + H R + Wb + Rb)} at each step (ONNX RNN 22). */
    private static List<Value> rnn(NodeView n, TfBuilder tf) {
        var activations = Activation.ofNode(n, List.of("Tanh"));
        return new RecurrentLayer(n, tf, 1).outputs(side -> new SimpleCell(side, activations.get(side.index())));
    }

    /** Update, reset and hidden gates, in this order (ONNX GRU 22). */
    private static List<Value> gru(NodeView n, TfBuilder tf) {
        var activations = Activation.ofNode(n, List.of("Sigmoid", "Tanh"));
        boolean linearFirst = n.flag("linear_before_reset");
        return new RecurrentLayer(n, tf, 3).outputs(side -> {
            var own = activations.subList(2 * side.index(), 2 * side.index() + 2);
            return linearFirst ? new LinearFirstGruCell(side, own) : new GruCell(side, own);
        });
    }

    /** Input, output, forget and cell gates, in this order (ONNX LSTM 22). */
    private static List<Value> lstm(NodeView n, TfBuilder tf) {
        var activations = Activation.ofNode(n, List.of("Sigmoid", "Tanh", "Tanh"));
        boolean coupled = n.flag("input_forget");
        return new RecurrentLayer(n, tf, 4)
                .outputs(side ->
                        new LstmCell(side, activations.subList(3 * side.index(), 3 * side.index() + 3), coupled));
    }
}
