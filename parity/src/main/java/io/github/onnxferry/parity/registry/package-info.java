/**
 * Extracts the registries of operators and kernels from the TensorFlow library that the parity runs load.
 *
 * <p>Owns the writing of the resources that {@code io.github.onnxferry.converter.tf.registry} reads.
 */
@NullMarked
package io.github.onnxferry.parity.registry;

import org.jspecify.annotations.NullMarked;
