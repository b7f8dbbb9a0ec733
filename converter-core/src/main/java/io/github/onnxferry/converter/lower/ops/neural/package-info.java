/** Convolutions, pools, normalizations, dropout: layers of networks, in channels-last form inside. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.neural;

import org.jspecify.annotations.NullMarked;
