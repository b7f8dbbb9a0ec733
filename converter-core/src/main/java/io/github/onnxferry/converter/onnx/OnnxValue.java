package io.github.onnxferry.converter.onnx;

/**
 * A named, typed input or output of a graph.
 *
 * @param name its name
 * @param type its type; {@link OnnxType.Unknown} in bodies that leave it out
 */
public record OnnxValue(String name, OnnxType type) {}
