/**
 * What a check found: verdicts, numbers, places. Plain data that reports are made from.
 *
 * <p>Knows no runtime, computes nothing beyond what follows from its own fields.
 */
@NullMarked
package io.github.onnxferry.parity.result;

import org.jspecify.annotations.NullMarked;
