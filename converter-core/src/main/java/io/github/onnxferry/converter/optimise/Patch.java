package io.github.onnxferry.converter.optimise;

import io.github.onnxferry.converter.tf.FunctionRewriter;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Map;

/**
 * What becomes of some nodes of a function; all others are kept.
 *
 * @param replacements what makes the outputs of a node, called in the order of the nodes
 */
public record Patch(Map<TfNode, Replacement> replacements) {
    /** No change. */
    public static final Patch NONE = new Patch(Map.of());

    public Patch {
        replacements = Map.copyOf(replacements);
    }

    /** Whether nothing changes. */
    public boolean isEmpty() {
        return replacements.isEmpty();
    }

    /** Makes the outputs of a node in another way. */
    @FunctionalInterface
    public interface Replacement {
        /** The outputs, as many as the node has, of the same shapes and dtypes. */
        List<Value> outputs(FunctionRewriter rewriter);
    }
}
