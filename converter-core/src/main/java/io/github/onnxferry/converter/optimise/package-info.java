/**
 * Changes of TensorFlow programs that keep what they compute and make it cheaper. Passes return patches; {@link
 * io.github.onnxferry.converter.optimise.Optimiser} applies them in an order that is data. This package knows TensorFlow programs
 * only, not where they come from.
 */
@NullMarked
package io.github.onnxferry.converter.optimise;

import org.jspecify.annotations.NullMarked;
