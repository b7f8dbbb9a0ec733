/** Measurements of the hot paths of a conversion by JMH, in a warm JVM. */
@NullMarked
package io.github.onnxferry.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
