/**
 * The function that a SavedModel serves, opened as a graph: any of its tensors can be fed and fetched, and copies of its
 * operations with other inputs can be added.
 *
 * <p>Owns the way from a function of a SavedModel to operations of a graph. Knows no ONNX model and no tolerance.
 */
@NullMarked
package io.github.onnxferry.parity.graph;

import org.jspecify.annotations.NullMarked;
