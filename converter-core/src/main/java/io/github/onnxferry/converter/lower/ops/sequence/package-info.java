/** Operators on sequences and optionals. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.sequence;

import org.jspecify.annotations.NullMarked;
