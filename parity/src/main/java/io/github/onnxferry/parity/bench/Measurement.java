package io.github.onnxferry.parity.bench;

import java.util.List;
import java.util.Optional;

/**
 * What was measured of a contender.
 *
 * @param contender which one
 * @param runtime what ran, such as {@code TensorFlow 2.16.2}
 * @param librarySeconds how long the runtime's library took to load
 * @param loadSeconds how long the model took to load after that
 * @param firstRunSeconds how long the first run took, in which runtimes still prepare
 * @param latency of all counted runs
 * @param rounds of the runs of each round
 * @param memory nothing if the system does not tell
 */
public record Measurement(
        Contender contender,
        String runtime,
        double librarySeconds,
        double loadSeconds,
        double firstRunSeconds,
        Latency latency,
        List<Latency> rounds,
        Optional<MemoryUse> memory) {
    public Measurement {
        rounds = List.copyOf(rounds);
    }
}
