/** Measurements of conversion that anyone can rerun. Not published. */
@NullMarked
package io.github.onnxferry.benchmarks;

import org.jspecify.annotations.NullMarked;
