/** Operators that move, join, cut, index, fill and order elements, and ask for shapes. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.array;

import org.jspecify.annotations.NullMarked;
