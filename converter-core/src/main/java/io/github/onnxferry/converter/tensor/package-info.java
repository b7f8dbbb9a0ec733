/**
 * Element types, shapes, and tensors as lazy views of bytes.
 *
 * <p>Owns what both sides of the conversion share. Knows neither ONNX files nor TensorFlow graphs, and keeps no weights
 * on the heap.
 */
@NullMarked
package io.github.onnxferry.converter.tensor;

import org.jspecify.annotations.NullMarked;
