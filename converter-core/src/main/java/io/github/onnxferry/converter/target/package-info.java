/**
 * Writers of artefacts, one an artefact kind: each streams, and what it writes appears whole or not at all.
 *
 * <p>Owns the layout of files that TensorFlow reads. Knows the TensorFlow program ({@code tf}) and nothing of ONNX, and
 * never changes what a program computes.
 */
@NullMarked
package io.github.onnxferry.converter.target;

import org.jspecify.annotations.NullMarked;
