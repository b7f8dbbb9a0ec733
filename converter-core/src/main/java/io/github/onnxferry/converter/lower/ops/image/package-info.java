/** Operators of pictures and regions: resizing, sampling, boxes. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.image;

import org.jspecify.annotations.NullMarked;
