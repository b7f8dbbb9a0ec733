package io.github.onnxferry.testdata.defects;

import java.nio.file.Path;

/** The check whose power is measured. */
@FunctionalInterface
interface CheckUnderTest {
    /**
     * Whether the check finds nothing wrong. A check that is refused a run, by an exception that says so, counts as one
     * that found something.
     */
    boolean passes(Path onnx, Path savedModel);
}
