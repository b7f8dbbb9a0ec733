/**
 * What an ONNX file says: reading (mapped, aliasing), external data, the structural check, and writing.
 *
 * <p>Owns the model as immutable records. Knows nothing of TensorFlow.
 */
@NullMarked
package io.github.onnxferry.converter.onnx;

import org.jspecify.annotations.NullMarked;
