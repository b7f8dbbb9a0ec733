/** Tests of rounding noise. */
@org.jspecify.annotations.NullMarked
package io.github.onnxferry.parity.noise;
