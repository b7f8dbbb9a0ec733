/**
 * Java processes that work for this one: native code that aborts, never ends, is to be measured alone, or needs environment
 * variables of its own runs in there.
 *
 * <p>Owns starting and ending them, the lines of JSON that go to and fro, and the files in which values cross. Does not know
 * what the tasks are.
 */
@NullMarked
package io.github.onnxferry.parity.process;

import org.jspecify.annotations.NullMarked;
