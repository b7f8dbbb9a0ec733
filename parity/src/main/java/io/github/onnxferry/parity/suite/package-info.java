/**
 * Runs many cases, each a model with data sets: convert to disk, load, run, compare.
 *
 * <p>Owns the layout of suites and the order of work. Conversion is handed in.
 */
@NullMarked
package io.github.onnxferry.parity.suite;

import org.jspecify.annotations.NullMarked;
