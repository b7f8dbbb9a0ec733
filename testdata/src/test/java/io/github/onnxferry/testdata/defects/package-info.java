/**
 * Judges mutants of converted models: whether a defect shows at all, and whether a check catches it.
 *
 * <p>Owns the comparison of TensorFlow with TensorFlow. Knows no tolerance of a check.
 */
@NullMarked
package io.github.onnxferry.testdata.defects;

import org.jspecify.annotations.NullMarked;
