/** Classical machine learning, the domain {@code ai.onnx.ml}: features, labels, linear models, support vectors, trees. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.ml;

import org.jspecify.annotations.NullMarked;
