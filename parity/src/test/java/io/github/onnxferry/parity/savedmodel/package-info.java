/** Tests that TensorFlow runs the SavedModels that the converter writes. */
@NullMarked
package io.github.onnxferry.parity.savedmodel;

import org.jspecify.annotations.NullMarked;
