/**
 * Judges a candidate's outputs against the reference: names, dtypes, shapes, values.
 *
 * <p>Owns tolerances and verdicts. Knows no runtime and no file.
 */
@NullMarked
package io.github.onnxferry.parity.compare;

import org.jspecify.annotations.NullMarked;
