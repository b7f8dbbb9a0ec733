/** Operators of training: steps of optimisers, and gradients. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.training;

import org.jspecify.annotations.NullMarked;
