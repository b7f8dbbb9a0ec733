package io.github.onnxferry.converter.lower.ops.math;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;

/** Comparison, logic and choice. */
public final class LogicalOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Equal", (n, tf) -> tf.equal(n.in("A"), n.in("B")))
            .parity(Parity.EXACT)
            .op("Greater", (n, tf) -> tf.greater(n.in("A"), n.in("B")))
            .parity(Parity.EXACT)
            .op("GreaterOrEqual", (n, tf) -> tf.greaterEqual(n.in("A"), n.in("B")))
            .parity(Parity.EXACT)
            .op("Less", (n, tf) -> tf.less(n.in("A"), n.in("B")))
            .parity(Parity.EXACT)
            .op("LessOrEqual", (n, tf) -> tf.lessEqual(n.in("A"), n.in("B")))
            .parity(Parity.EXACT)
            .op("And", (n, tf) -> tf.and(n.in("A"), n.in("B")))
            .parity(Parity.EXACT)
            .op("Or", (n, tf) -> tf.or(n.in("A"), n.in("B")))
            .parity(Parity.EXACT)
            .op("Xor", (n, tf) -> tf.notEqual(n.in("A"), n.in("B")))
            .parity(Parity.EXACT)
            .build();

    private LogicalOps() {}
}
