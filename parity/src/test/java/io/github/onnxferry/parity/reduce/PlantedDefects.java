package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.lower.LoweringProvider;
import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Lowerings with defects, one an operator; a folder that names this class as a provider is a plugin. */
public final class PlantedDefects implements LoweringProvider {
    @Override
    public List<LoweringTable> tables() {
        return List.of(LoweringTable.of("ai.onnx")
                .op("Mish", (node, tf) -> tf.mul(node.in(0), tf.like(node.in(0), 3)))
                .parity(Parity.ROUNDING)
                .op("Celu", PlantedDefects::halts)
                .parity(Parity.ROUNDING)
                .op("HardSwish", PlantedDefects::defective)
                .parity(Parity.ROUNDING)
                .op("Softsign", PlantedDefects::sleeps)
                .parity(Parity.ROUNDING)
                .op("Selu", PlantedDefects::doesNotRun)
                .parity(Parity.ROUNDING)
                .op("Erf", PlantedDefects::wrongWhereLengthsAreFree)
                .parity(Parity.ROUNDING)
                .build());
    }

    /** Ends the process, as native code does that aborts. */
    private static Value halts(NodeView node, TfBuilder tf) {
        System.err.println("F planted/abort.cc:7] Check failed: it aborts");
        Runtime.getRuntime().halt(134);
        return node.in(0);
    }

    private static Value defective(NodeView node, TfBuilder tf) {
        throw new IllegalStateException("a planted defect at " + node.in(0).dtype());
    }

    private static Value sleeps(NodeView node, TfBuilder tf) {
        try {
            Thread.sleep(3_600_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return node.in(0);
    }

    /** The assertion fails when it is run. */
    private static Value doesNotRun(NodeView node, TfBuilder tf) {
        return tf.op("CheckNumerics")
                .in(tf.op("Log").in(tf.neg(tf.op("Exp").in(node.in(0)).one())).one())
                .attr("message", "planted")
                .one();
    }

    private static Value wrongWhereLengthsAreFree(NodeView node, TfBuilder tf) {
        var x = node.in(0);
        return x.shape().isFullyKnown() ? tf.op("Erf").in(x).one() : tf.neg(x);
    }
}
