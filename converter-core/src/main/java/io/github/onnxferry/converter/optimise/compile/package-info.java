/**
 * Whether TensorFlow is to compile a program with XLA: what XLA can compile, from resources, and where that was measured to pay.
 * Does not change programs; the writer marks them.
 */
@NullMarked
package io.github.onnxferry.converter.optimise.compile;

import org.jspecify.annotations.NullMarked;
