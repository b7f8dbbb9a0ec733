package io.github.onnxferry.parity.result;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import java.util.List;
import java.util.Locale;

/** How a case ended. */
public enum Verdict {
    /** Converted, ran, and agrees with the reference on every data set. */
    PASS,
    /** Converted and ran, and differs. */
    MISMATCH,
    /** The conversion refuses the model, or a runtime's interface cannot feed it. */
    UNSUPPORTED,
    /** The model file or its data is not valid. */
    INVALID,
    /** Anything else: the converted model does not load or run, or a defect. */
    ERROR;

    /** The verdict on a case that a refusal ended: that of its first problem. */
    public static Verdict of(List<Problem> problems) {
        var code = problems.get(0).code();
        return switch (code.kind()) {
            case UNSUPPORTED -> UNSUPPORTED;
            case MODEL -> INVALID;
            case PARITY -> code == Code.MISMATCH || code == Code.CONTRACT ? MISMATCH : ERROR;
            case USAGE -> code == Code.DATA_INVALID ? INVALID : ERROR;
            case ENVIRONMENT, DEFECT -> ERROR;
        };
    }

    /** The verdict in lower case, as reports write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
