/**
 * ONNX to TensorFlow in pure Java: the facade over reading, upgrading, lowering and writing.
 *
 * <p>The way goes in one direction: {@code onnx} (what the file says), {@code upgrade} (newest-opset form), {@code
 * lower} (TensorFlow operators), {@code tf} (functions with inferred dtypes and shapes), {@code optimise}, {@code
 * target} (artefacts on disk).
 */
@NullMarked
package io.github.onnxferry.converter;

import org.jspecify.annotations.NullMarked;
