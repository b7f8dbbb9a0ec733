package io.github.onnxferry.converter;

import io.github.onnxferry.converter.optimise.compile.Compilation;
import io.github.onnxferry.converter.optimise.layout.TransposeTally;
import java.util.Locale;

/**
 * What a conversion did.
 *
 * @param lowered what the program transposes as it was lowered
 * @param written what it transposes as it was written
 * @param compilation whether TensorFlow compiles it, and why
 */
public record ConversionReport(TransposeTally lowered, TransposeTally written, Compilation compilation) {
    /** What was transposed, such as {@code 99 (12.1 MB a call) as lowered, 1 (0.6 MB a call) as written}. */
    public String text() {
        return text(lowered) + " as lowered, " + text(written) + " as written";
    }

    private static String text(TransposeTally tally) {
        return tally.count() + String.format(Locale.ROOT, " (%.3g MB a call)", tally.bytes() / 1e6);
    }
}
