/** Spectra of signals, and the windows and filter banks that go with them. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.signal;

import org.jspecify.annotations.NullMarked;
