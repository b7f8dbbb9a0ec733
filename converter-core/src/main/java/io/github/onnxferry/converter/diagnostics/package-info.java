/** Coded problems, the exception that carries them, and progress events. Knows no other package. */
@NullMarked
package io.github.onnxferry.converter.diagnostics;

import org.jspecify.annotations.NullMarked;
