/** Tests of the writers: the file formats against independent readers, and what becomes of a writer that is stopped. */
@NullMarked
package io.github.onnxferry.converter.target;

import org.jspecify.annotations.NullMarked;
