package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.DType;

/**
 * A value inside of a model.
 *
 * @param name its name in the ONNX model
 * @param node the node that computes it
 * @param dtype its element type
 */
public record LayerValue(String name, OnnxNode node, DType dtype) {}
