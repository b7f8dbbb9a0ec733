/**
 * A TensorFlow program as data: functions of typed nodes, built eagerly with dtypes, shapes and constants inferred as
 * nodes are emitted.
 *
 * <p>Owns what an operator of TensorFlow is (signature, kernels, shape rule, folding). Knows nothing of ONNX.
 */
@NullMarked
package io.github.onnxferry.converter.tf;

import org.jspecify.annotations.NullMarked;
