/**
 * Runs checks in Java processes of their own, with native libraries that are resolved for them, and reads what they found.
 * Knows no goal.
 */
@NullMarked
package io.github.onnxferry.maven.parity;

import org.jspecify.annotations.NullMarked;
