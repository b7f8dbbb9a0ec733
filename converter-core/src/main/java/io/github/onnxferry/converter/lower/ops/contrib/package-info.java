/**
 * Operators of ONNX Runtime outside the standard: those that its optimiser and its quantiser put into models, and those
 * that exporters write for it. Where one means what an operator of the standard means, the lowering of that one is used.
 */
@NullMarked
package io.github.onnxferry.converter.lower.ops.contrib;

import org.jspecify.annotations.NullMarked;
