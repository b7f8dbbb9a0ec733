package io.github.onnxferry.parity.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How long runs took, in milliseconds.
 *
 * @param runs how many there were
 * @param median half of the runs took at most this long; of an even number of runs, the mean of the two in the middle
 * @param p95 the shortest duration that at least 95 of 100 runs did not exceed (nearest rank)
 * @param mean the arithmetic mean
 * @param min the shortest
 * @param max the longest
 */
public record Latency(int runs, double median, double p95, double mean, double min, double max) {
    private static final double NANOS = 1e6;

    /**
     * The statistics of runs.
     *
     * @param nanos how long each took, in nanoseconds; at least one
     */
    public static Latency of(long... nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("there are no runs");
        }
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = n % 2 == 1 ? sorted[n / 2] : sorted[n / 2 - 1] / 2.0 + sorted[n / 2] / 2.0;
        int rank = (int) ((95L * n + 99) / 100);
        double mean = LongStream.of(sorted).asDoubleStream().sum() / n;
        return new Latency(
                n, median / NANOS, sorted[rank - 1] / NANOS, mean / NANOS, sorted[0] / NANOS, sorted[n - 1] / NANOS);
    }

    /** The statistics of the runs of several turns together. */
    static Latency ofTurns(List<long[]> turns) {
        return of(turns.stream().flatMapToLong(LongStream::of).toArray());
    }
}
