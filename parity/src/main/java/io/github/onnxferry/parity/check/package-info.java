/**
 * The check of one converted model: reference, candidate and records in, a {@code CheckResult} out.
 *
 * <p>Owns the order of events: what is run, how the tolerance of each output comes about, what is measured again before
 * anything is called a mismatch, and how records are aggregated. Writes no reports.
 */
@NullMarked
package io.github.onnxferry.parity.check;

import org.jspecify.annotations.NullMarked;
