/**
 * The runtimes behind one interface: ONNX Runtime, and TensorFlow on a SavedModel from disk.
 *
 * <p>Owns everything native: loading, memory, and the way between values and native tensors. Knows no tolerance.
 */
@NullMarked
package io.github.onnxferry.parity.run;

import org.jspecify.annotations.NullMarked;
