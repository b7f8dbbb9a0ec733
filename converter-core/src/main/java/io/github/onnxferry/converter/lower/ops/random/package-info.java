/** Operators that draw random numbers: the same ones in each run with a seed, fresh ones without. */
@NullMarked
package io.github.onnxferry.converter.lower.ops.random;

import org.jspecify.annotations.NullMarked;
