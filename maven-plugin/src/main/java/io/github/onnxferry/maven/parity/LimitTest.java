package io.github.onnxferry.maven.parity;

import java.util.Optional;

/**
 * How an output does with a limit.
 *
 * @param output its name
 * @param metric what is limited
 * @param violation what is wrong; nothing if the limit is kept
 */
public record LimitTest(String output, String metric, Optional<String> violation) {
    /** What is wrong, with its place. */
    public Optional<String> line() {
        return violation.map(text -> "output '" + output + "': " + text);
    }
}
