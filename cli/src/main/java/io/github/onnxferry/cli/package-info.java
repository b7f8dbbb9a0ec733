/**
 * The {@code ferry} command: what it understands, prints and returns.
 *
 * <p>Owns the command line, exit codes and texts for people. Computes nothing itself, and loads no native code unless a
 * command checks.
 */
@NullMarked
package io.github.onnxferry.cli;

import org.jspecify.annotations.NullMarked;
