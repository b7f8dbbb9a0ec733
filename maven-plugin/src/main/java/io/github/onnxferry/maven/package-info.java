/** The goals of the Maven plugin and their parameters; the work is done in the converter, and checks in a process of their own. */
@NullMarked
package io.github.onnxferry.maven;

import org.jspecify.annotations.NullMarked;
