/**
 * Operations that do nothing, or that do together what one of them can do: local rules that keep every bit, each looking at one node
 * and what its arguments have become.
 */
@NullMarked
package io.github.onnxferry.converter.optimise.simplify;

import org.jspecify.annotations.NullMarked;
