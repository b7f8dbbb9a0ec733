package io.github.onnxferry.converter.onnx.schema;

import java.util.Optional;

/**
 * A formal attribute of an operator.
 *
 * @param name its name in the standard
 * @param type the kind of its value
 * @param required whether each node must have it
 * @param defaultValue what a node without it means: a {@code Long}, {@code Float} or {@code String}, or an immutable
 *     list of one of them, as {@code type} says; nothing if the standard states no default or describes it in words only
 */
public record AttributeSchema(String name, AttributeType type, boolean required, Optional<Object> defaultValue) {}
