/** Tests of checks. */
@org.jspecify.annotations.NullMarked
package io.github.onnxferry.parity.check;
