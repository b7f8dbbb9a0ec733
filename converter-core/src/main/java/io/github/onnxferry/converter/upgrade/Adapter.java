package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxNode;

/** Rewrites a node from one version of its operator to the next. */
@FunctionalInterface
interface Adapter {
    /**
     * Emits what takes the node's place, in topological order; the last emitted producer of each of the node's outputs
     * keeps its name.
     *
     * @param node a node in the form of the version before the step; its bodies are in their newest form already
     * @param rewrite facts on the node's inputs, and the place to emit to
     * @throws FerryException NO_UPGRADE if the node has no equal in the next version
     */
    void adapt(OnnxNode node, Rewrite rewrite);

    /** The adapter of a step over which a node keeps its form. */
    Adapter IDENTITY = (node, rewrite) -> rewrite.emit(node);
}
