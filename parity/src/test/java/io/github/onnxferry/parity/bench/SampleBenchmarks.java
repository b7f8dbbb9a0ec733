package io.github.onnxferry.parity.bench;

import io.github.onnxferry.parity.result.Environment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Benchmarks that never ran. */
final class SampleBenchmarks {
    private SampleBenchmarks() {}

    /** A converted model, with memory. */
    static BenchResult converted() {
        return converted(0.25);
    }

    /** The same on a machine with such a load. */
    static BenchResult converted(double load) {
        return result(
                Optional.empty(),
                OptionalDouble.of(1.5),
                OptionalDouble.of(load),
                Optional.of(new MemoryUse(10, 30, 40)),
                "model");
    }

    /** A SavedModel, on a system that tells little. */
    static BenchResult given(String name) {
        return result(Optional.of("saved"), OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty(), name);
    }

    private static BenchResult result(
            Optional<String> artefact,
            OptionalDouble conversion,
            OptionalDouble load,
            Optional<MemoryUse> memory,
            String name) {
        return new BenchResult(
                name + ".onnx",
                artefact,
                conversion,
                "seed 0",
                Map.of(name, "float[1, 3]"),
                2,
                load,
                new Environment(Map.of("threads", "2")),
                List.of(
                        measurement(Contender.ONNX_RUNTIME, memory, 4, 4),
                        measurement(Contender.TENSORFLOW_ONEDNN, memory, 5, 5),
                        measurement(Contender.TENSORFLOW_PLAIN, memory, 6, 4)));
    }

    /** A measurement with one run a round. */
    static Measurement measurement(Contender contender, Optional<MemoryUse> memory, long... millis) {
        var turns = Arrays.stream(millis)
                .mapToObj(ms -> new long[] {ms * 1_000_000})
                .toList();
        return new Measurement(
                contender,
                "Runtime 1.0",
                0.5,
                0.25,
                0.125,
                Latency.ofTurns(turns),
                turns.stream().map(Latency::of).toList(),
                memory);
    }
}
