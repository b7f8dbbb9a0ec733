/** The families of operators that come with ONNX Ferry, one package a field; this one knows them all. */
@NullMarked
package io.github.onnxferry.converter.lower.ops;

import org.jspecify.annotations.NullMarked;
