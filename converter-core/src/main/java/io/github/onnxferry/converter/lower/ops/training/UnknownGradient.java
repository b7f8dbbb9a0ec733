package io.github.onnxferry.converter.lower.ops.training;

/** An operation through which no gradient can be passed back. */
final class UnknownGradient extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownGradient(String what) {
        super(what);
    }

    /** What has no gradient, for messages. */
    String what() {
        return String.valueOf(getMessage());
    }
}
