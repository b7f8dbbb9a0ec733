/** Tests of coded problems and of how they are printed. */
@NullMarked
package io.github.onnxferry.converter.diagnostics;

import org.jspecify.annotations.NullMarked;
