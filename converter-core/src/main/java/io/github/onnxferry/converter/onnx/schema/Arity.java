package io.github.onnxferry.converter.onnx.schema;

/** How often a formal input or output of an operator occurs in a node. */
public enum Arity {
    /** Exactly once. */
    SINGLE,
    /** Once or not at all. */
    OPTIONAL,
    /** Any number of times from a least number on; only ever the last of its list. */
    VARIADIC
}
