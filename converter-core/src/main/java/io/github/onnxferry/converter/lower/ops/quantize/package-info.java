/** Operators that quantize, dequantize and compute with quantized values. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.quantize;

import org.jspecify.annotations.NullMarked;
