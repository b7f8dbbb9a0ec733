package io.github.onnxferry.parity.reduce;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to reduce.
 *
 * @param data folder of data sets; if there is none, inputs are random
 * @param seed seed of random inputs
 * @param dims lengths of free dimensions for random inputs, by name
 * @param limit after this time no further trial begins
 * @param threads threads that one operator may use
 * @param plugins jars or folders with lowerings of users
 * @param judge decides whether answers agree
 */
public record ReduceOptions(
        Optional<Path> data,
        long seed,
        Map<String, Long> dims,
        Duration limit,
        int threads,
        List<Path> plugins,
        TrialJudge judge) {
    /** Random inputs, ten minutes, tolerances by element type. */
    public static final ReduceOptions DEFAULT = new ReduceOptions(
            Optional.empty(), 0, Map.of(), Duration.ofMinutes(10), 1, List.of(), TrialJudge.byDType());

    public ReduceOptions {
        dims = Map.copyOf(dims);
        plugins = List.copyOf(plugins);
    }

    /** These options with the inputs of a folder. */
    public ReduceOptions withData(Path folder) {
        return new ReduceOptions(Optional.of(folder), seed, dims, limit, threads, plugins, judge);
    }

    /** These options with other random inputs. */
    public ReduceOptions withRandomInputs(long newSeed, Map<String, Long> newDims) {
        return new ReduceOptions(data, newSeed, newDims, limit, threads, plugins, judge);
    }

    /** These options with another limit. */
    public ReduceOptions withLimit(Duration newLimit) {
        return new ReduceOptions(data, seed, dims, newLimit, threads, plugins, judge);
    }

    /** These options with other threads. */
    public ReduceOptions withThreads(int newThreads) {
        return new ReduceOptions(data, seed, dims, limit, newThreads, plugins, judge);
    }

    /** These options with plugins. */
    public ReduceOptions withPlugins(List<Path> newPlugins) {
        return new ReduceOptions(data, seed, dims, limit, threads, newPlugins, judge);
    }

    /** These options with another judge. */
    public ReduceOptions withJudge(TrialJudge newJudge) {
        return new ReduceOptions(data, seed, dims, limit, threads, plugins, newJudge);
    }
}
