package io.github.onnxferry.converter.onnx.schema;

/**
 * A formal input or output of an operator.
 *
 * @param name its name in the standard, such as {@code X}
 * @param arity how often it occurs in a node
 * @param type the name of a type constraint of the operator, or a type such as {@code tensor(int64)}
 * @param homogeneous whether all values of a variadic parameter have one type; true for the other arities
 * @param minArity how often it occurs at least: 1 for a single parameter, 0 for an optional one
 */
public record FormalParameter(String name, Arity arity, String type, boolean homogeneous, int minArity) {}
