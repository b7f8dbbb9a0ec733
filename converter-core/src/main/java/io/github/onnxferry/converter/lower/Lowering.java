package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Emits the TensorFlow operations that compute one ONNX node. */
@FunctionalInterface
public interface Lowering {
    /**
     * Emits operations into {@code tf}.
     *
     * @param node the node with its inputs and attributes bound to their formal names
     * @param tf where operations go
     * @return the outputs in the order of the operator's definition; trailing ones that nobody {@linkplain
     *     NodeView#wants wants} may be missing
     */
    List<Value> lower(NodeView node, TfBuilder tf);

    /** A lowering of an operator that takes or gives sequences, optionals or maps, or has bodies. */
    @FunctionalInterface
    interface Composite {
        /** Emits operations into {@code tf} and returns the outputs in the order of the operator's definition. */
        List<Operand> lower(NodeView node, TfBuilder tf);
    }

    /** A lowering of an operator with one output. */
    @FunctionalInterface
    interface Single {
        /** Emits operations into {@code tf} and returns the output. */
        Value lower(NodeView node, TfBuilder tf);
    }
}
