/**
 * From ONNX operators, in their newest form, to TensorFlow operations: one row an operator, one family a file.
 *
 * <p>The only package that knows both sides. Looks neither at files nor at targets. An operator is lowered for its
 * general case; what is not covered is a gap: a predicate with a reason, next to the operator.
 */
@NullMarked
package io.github.onnxferry.converter.lower;

import org.jspecify.annotations.NullMarked;
