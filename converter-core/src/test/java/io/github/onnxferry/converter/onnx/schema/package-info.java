/** Tests of the schema facts: single facts, and that the reader loses nothing of the resource. */
@NullMarked
package io.github.onnxferry.converter.onnx.schema;

import org.jspecify.annotations.NullMarked;
