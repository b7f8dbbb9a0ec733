/**
 * Runs ONNX Runtime and TensorFlow side by side and compares what they compute.
 *
 * <p>{@code data} holds what models are fed with, {@code run} the two runtimes, {@code compare} the judgement, {@code
 * suite} many models at a time, {@code report} what people and programs read. Only {@code run} knows native code, and
 * loads it when a runner is made, not before.
 */
@NullMarked
package io.github.onnxferry.parity;

import org.jspecify.annotations.NullMarked;
