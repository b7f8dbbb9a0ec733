/**
 * Latency, load time and memory of ONNX Runtime on a model and of TensorFlow on its conversion, side by side.
 *
 * <p>Owns the contenders, the processes in which each runs by itself, the order of their turns, and what is made of the
 * numbers. Does not compare what they answer, and knows nothing of terminals; this process itself loads no runtime.
 */
@NullMarked
package io.github.onnxferry.parity.bench;

import org.jspecify.annotations.NullMarked;
