/** The goals of the Maven plugin; thin, the work is done in the converter. */
@NullMarked
package io.github.onnxferry.maven;

import org.jspecify.annotations.NullMarked;
