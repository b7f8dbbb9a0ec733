/** Checks that raise an alarm though nothing is wrong. */
@org.jspecify.annotations.NullMarked
package io.github.onnxferry.testdata.alarms;
