/** Recurrent layers: loops over the steps of a sequence, with what does not depend on earlier steps done before. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.recurrent;

import org.jspecify.annotations.NullMarked;
