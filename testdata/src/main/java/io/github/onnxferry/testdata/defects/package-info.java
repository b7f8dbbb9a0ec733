/**
 * Seeded defects in converted models, to measure what a check catches.
 *
 * <p>Owns SavedModels as files of functions, the kinds of defects, where a function offers them, and how each is made.
 * Works on TensorFlow's messages alone; knows no runtime and no tolerance.
 */
@NullMarked
package io.github.onnxferry.testdata.defects;

import org.jspecify.annotations.NullMarked;
