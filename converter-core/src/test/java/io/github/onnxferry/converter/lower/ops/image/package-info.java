/** Tests of which operations TensorFlow is given for a node; what they compute is tested against ONNX Runtime elsewhere. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.image;

import org.jspecify.annotations.NullMarked;
