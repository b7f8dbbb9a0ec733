/**
 * Parity results as JSON.
 *
 * <p>Owns the schema {@code onnxferry.parity/1}. Computes nothing.
 */
@NullMarked
package io.github.onnxferry.parity.report;

import org.jspecify.annotations.NullMarked;
