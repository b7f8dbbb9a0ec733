/**
 * Brings a model to the newest form of every operator, so that each operator is lowered once: one adapter for each step
 * between two versions of an operator that changes its meaning or its form, and inlining of model-local functions.
 *
 * <p>Owns the tables of steps and the rewriting of ONNX nodes into ONNX nodes. Knows the {@code onnx} package alone, and
 * nothing of TensorFlow.
 */
@NullMarked
package io.github.onnxferry.converter.upgrade;

import org.jspecify.annotations.NullMarked;
