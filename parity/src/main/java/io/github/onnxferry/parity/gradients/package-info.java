/**
 * Gradients of a converted model, by TensorFlow, against finite differences of the ONNX model.
 *
 * <p>Owns the adjoint of a served function, the differences, and the tolerance between both. Knows nothing of reports and of
 * how inputs come about.
 */
@NullMarked
package io.github.onnxferry.parity.gradients;

import org.jspecify.annotations.NullMarked;
