/** Tests of the steps between opset versions and of the inlining of functions. */
@NullMarked
package io.github.onnxferry.converter.upgrade;

import org.jspecify.annotations.NullMarked;
