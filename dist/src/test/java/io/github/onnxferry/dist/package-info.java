/** Tests of the packages as users unpack and start them; they know the archives, and no class of ONNX Ferry. */
@NullMarked
package io.github.onnxferry.dist;

import org.jspecify.annotations.NullMarked;
