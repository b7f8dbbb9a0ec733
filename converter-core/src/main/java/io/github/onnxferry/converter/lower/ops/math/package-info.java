/** Operators on single elements, casts, reductions, and products of matrices. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.math;

import org.jspecify.annotations.NullMarked;
