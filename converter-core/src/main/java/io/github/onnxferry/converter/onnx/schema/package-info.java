/**
 * What the ONNX standard says about each operator in each of its versions: formal inputs and outputs, attributes with
 * their defaults, type constraints.
 *
 * <p>Owns the facts, which are resources, and the records they are read into. Knows nothing of models, nor of
 * TensorFlow.
 */
@NullMarked
package io.github.onnxferry.converter.onnx.schema;

import org.jspecify.annotations.NullMarked;
