/** Tests of reading, checking and writing ONNX files. */
@NullMarked
package io.github.onnxferry.converter.onnx;

import org.jspecify.annotations.NullMarked;
