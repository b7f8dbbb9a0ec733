package io.github.onnxferry.converter.optimise;

import io.github.onnxferry.converter.tf.TfFunction;

/** Finds what can be made cheaper in a function. */
public interface Pass {
    /** What is to be replaced; {@link Patch#NONE} if nothing is. */
    Patch find(TfFunction function);
}
