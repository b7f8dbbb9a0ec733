package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;

/**
 * Rows of a product, {@code [R, C]}, and the axes that they are given afterwards.
 *
 * @param rows the rows
 * @param sizes the sizes of the value that they become; nothing if they stay rows
 * @param value what they become
 */
record Rows(Value rows, Optional<Value> sizes, Value value) {
    /** A product of matrices plus a bias, as it is or after a reshape that keeps its last axis. */
    static Optional<Rows> ofBiasedProduct(Value value) {
        var node = value.node();
        boolean reshaped = node.op().equals("Reshape") && node.controlInputs().isEmpty();
        var rows = reshaped ? node.inputs().get(0) : value;
        boolean product = rows.node().op().equals("BiasAdd")
                && rows.node().inputs().get(0).node().op().equals("MatMul");
        boolean keepsRows = !reshaped
                || value.hasRank()
                        && value.rank() > 0
                        && rows.dim(-1).isKnown()
                        && value.dim(-1).is(rows.dim(-1).value());
        return product && keepsRows
                ? Optional.of(
                        new Rows(rows, reshaped ? Optional.of(node.inputs().get(1)) : Optional.empty(), value))
                : Optional.empty();
    }

    /** What was computed from the rows, in the axes of the value. */
    Value shaped(Value computed, TfBuilder tf) {
        return sizes.map(s ->
                        tf.op("Reshape").in(computed, s).shapes(value.shape()).one())
                .orElse(computed);
    }
}
