/**
 * Cuts a model that fails down to the smallest part that still fails in the same way.
 *
 * <p>Owns the search over nodes, the parts of models that it tries, and what the processes do in which it tries them: native
 * code that aborts or never ends takes a process with it, and that is a finding. Knows nothing of terminals; this process
 * itself loads no runtime.
 */
@NullMarked
package io.github.onnxferry.parity.reduce;

import org.jspecify.annotations.NullMarked;
