/**
 * How much of a model's answers is rounding noise: the reference model with noise let in at every operator.
 *
 * <p>Owns how operators may round ({@code noise-classes.txt}) and the rewriting of ONNX models that lets noise in. Knows no
 * TensorFlow: what is measured here is a property of the ONNX model and its inputs.
 */
@NullMarked
package io.github.onnxferry.parity.noise;

import org.jspecify.annotations.NullMarked;
