/** Tests of the structural check. */
@NullMarked
package io.github.onnxferry.converter.onnx.check;

import org.jspecify.annotations.NullMarked;
