package io.github.onnxferry.parity.bench;

import io.github.onnxferry.parity.result.Environment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a benchmark found.
 *
 * @param model the ONNX file
 * @param artefact the folder of the SavedModel; nothing if it was converted for this benchmark
 * @param conversionSeconds how long that took; nothing if it was not converted
 * @param record which inputs were run
 * @param inputs their types, by name, as text
 * @param threads of each runtime
 * @param load how many processes wanted to run before it, on average over a minute; nothing if the system does not tell
 * @param environment where it ran
 * @param measurements of each contender, in the order of {@link Contender}
 */
public record BenchResult(
        String model,
        Optional<String> artefact,
        OptionalDouble conversionSeconds,
        String record,
        Map<String, String> inputs,
        int threads,
        OptionalDouble load,
        Environment environment,
        List<Measurement> measurements) {
    public BenchResult {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        measurements = List.copyOf(measurements);
    }

    /** Whether others kept more than half of the processors busy, so that the numbers are theirs as well. */
    public boolean isDisturbed() {
        return load.isPresent() && load.getAsDouble() > Runtime.getRuntime().availableProcessors() / 2.0;
    }

    /** What was measured of a contender. */
    public Measurement of(Contender contender) {
        return measurements.stream()
                .filter(m -> m.contender() == contender)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(contender + " was not measured"));
    }

    /** The median latency of a contender divided by that of ONNX Runtime: above 1 is slower. */
    public double ratio(Contender contender) {
        double reference = of(Contender.ONNX_RUNTIME).latency().median();
        return of(contender).latency().median() / Math.max(reference, Double.MIN_NORMAL);
    }

    /** Which setting of oneDNN to deploy the SavedModel with. */
    public Recommendation recommendation() {
        return Recommendation.of(of(Contender.TENSORFLOW_ONEDNN), of(Contender.TENSORFLOW_PLAIN));
    }
}
