/**
 * The structural check of a model: names, order, operators, attributes, counts and types, all problems at once.
 *
 * <p>Owns what makes a model well-formed. Knows records and schemas; knows nothing of files, nor of TensorFlow.
 */
@NullMarked
package io.github.onnxferry.converter.onnx.check;

import org.jspecify.annotations.NullMarked;
