package io.github.onnxferry.converter.target;

/** Where a SavedModel keeps its weights. */
public enum Weights {
    /** {@link #CONSTANTS} while they take less than 1.9 GiB, otherwise {@link #VARIABLES}. */
    AUTO,
    /** In the graph: fastest, since TensorFlow's kernels re-order a constant filter only once; at most 2 GiB. */
    CONSTANTS,
    /** In a checkpoint beside the graph: trainable, of any size. */
    VARIABLES
}
