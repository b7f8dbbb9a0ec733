/** Operators with bodies: branches and loops, as TensorFlow's {@code If} and {@code While} over functions. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.control;

import org.jspecify.annotations.NullMarked;
