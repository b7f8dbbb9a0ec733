/** Every level of optimisation computes the same. */
@NullMarked
package io.github.onnxferry.testdata.optimise;

import org.jspecify.annotations.NullMarked;
