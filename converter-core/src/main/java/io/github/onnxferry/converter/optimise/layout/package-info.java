/**
 * In which order of axes each value is held, so that the least bytes are transposed: a minimum cut of a graph of values and nodes.
 */
@NullMarked
package io.github.onnxferry.converter.optimise.layout;

import org.jspecify.annotations.NullMarked;
