/** Attention in its forms: products of queries and keys, masks, rotary positions, and recurrences that replace them. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.attention;

import org.jspecify.annotations.NullMarked;
