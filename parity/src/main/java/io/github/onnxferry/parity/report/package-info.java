/**
 * What checks and suites found, for people and for programs: JSON, HTML, Markdown, JUnit XML, SARIF; and metrics that were
 * accepted, to compare later checks with.
 *
 * <p>Owns the schemas {@code onnxferry.parity/2} and {@code onnxferry.baseline/1}. Judges nothing: verdicts come from
 * outside. Knows no runtime and no tensor.
 */
@NullMarked
package io.github.onnxferry.parity.report;

import org.jspecify.annotations.NullMarked;
