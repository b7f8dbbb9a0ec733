package io.github.onnxferry.parity.bench;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.time.Duration;
import java.util.Map;

/**
 * How a benchmark runs.
 *
 * @param threads threads that one operation may use, in each runtime
 * @param time how long the counted runs of each contender may take together
 * @param names keys of the signature by names of the ONNX model, where they cannot be found by being alike
 */
public record BenchOptions(int threads, Duration time, Map<String, String> names) {
    /** The longest time of a contender. */
    public static final Duration LONGEST = Duration.ofHours(1);

    /**
     * Options.
     *
     * @throws FerryException USAGE if there is no thread, or the time is not from a tenth of a second to an hour
     */
    public BenchOptions {
        names = Map.copyOf(names);
        if (threads < 1) {
            throw new FerryException(Code.USAGE, "threads", "are " + threads, "use one or more");
        }
        if (time.toMillis() < 100 || time.compareTo(LONGEST) > 0) {
            throw new FerryException(
                    Code.USAGE,
                    "the time of each contender",
                    "is " + time.toMillis() / 1e3 + " s",
                    "use 0.1 to " + LONGEST.toSeconds() + " seconds");
        }
    }
}
