package io.github.onnxferry.converter.optimise.compile;

/** What was asked for. */
public enum CompileChoice {
    /** TensorFlow runs the program operation by operation. */
    NONE,
    /** TensorFlow compiles the program with XLA; a program that cannot be compiled is refused. */
    XLA,
    /** XLA for programs of a kind that it was measured to make faster, and for no other. */
    AUTO
}
