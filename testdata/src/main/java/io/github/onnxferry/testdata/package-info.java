/** Small models made in Java, and the runners that all test suites share. Not published. */
@NullMarked
package io.github.onnxferry.testdata;

import org.jspecify.annotations.NullMarked;
