package io.github.onnxferry.converter.target;

/** Where a SavedModel keeps its weights. */
public enum Weights {
    /**
     * {@link #CONSTANTS} while they take up to 32 MiB; of larger models, variables except for the smallest weights, such as
     * biases, which together take at most a part in 128 and 16 MiB.
     */
    AUTO,
    /**
     * In the graph: fastest once it runs, since TensorFlow's kernels re-order a constant filter only once; slow to load, many
     * times their size in memory, at most 2 GiB.
     */
    CONSTANTS,
    /** In a checkpoint beside the graph: trainable, loaded at once, held in memory once, of any size. */
    VARIABLES
}
