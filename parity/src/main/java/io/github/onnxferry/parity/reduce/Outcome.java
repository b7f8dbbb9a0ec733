package io.github.onnxferry.parity.reduce;

/** How a trial ended. */
sealed interface Outcome {
    /** It converts, runs, and agrees. */
    record Passes() implements Outcome {}

    /** It fails. */
    record Fails(Failure failure) implements Outcome {}

    /** It could not be tried. */
    record Unresolved(String reason) implements Outcome {}
}
