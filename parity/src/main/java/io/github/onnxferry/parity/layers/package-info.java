/**
 * Where both sides part: the values inside of a model, each computed by TensorFlow from the model's inputs and once more from
 * the reference's values alone.
 *
 * <p>Owns which tensor of a SavedModel is compared with which value of the ONNX model. Knows no command line and no report.
 */
@NullMarked
package io.github.onnxferry.parity.layers;

import org.jspecify.annotations.NullMarked;
