/** Operators on strings: joining, cutting, matching, normalising and counting them, and their numbers as text. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.text;

import org.jspecify.annotations.NullMarked;
