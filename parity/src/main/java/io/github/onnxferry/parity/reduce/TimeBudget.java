package io.github.onnxferry.parity.reduce;

import java.time.Duration;

/** How long a reduction may take, and a trial of it. No trial begins after the end; one that runs then may still end. */
final class TimeBudget {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Duration SHORTEST = Duration.ofSeconds(20);

    /** How much longer than the whole model a part of it may take, a new process included. */
    private static final int PATIENCE = 5;

    private final long start = System.nanoTime();
    private final Duration limit;
    private Duration trial;

    TimeBudget(Duration limit) {
        this.limit = limit;
        this.trial = shorter(limit.dividedBy(4), LONGEST);
    }

    /** Seconds since the beginning. */
    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Whether the time is over. */
    boolean isOver() {
        return System.nanoTime() - start >= limit.toNanos();
    }

    /** How long a trial may take. */
    Duration trial() {
        return trial;
    }

    /**
     * The whole model was tried.
     *
     * @param whole how long that took
     * @param ended whether it came to an end
     */
    void wholeTook(Duration whole, boolean ended) {
        var patient = ended ? whole.multipliedBy(PATIENCE) : SHORTEST;
        trial = shorter(patient.compareTo(SHORTEST) < 0 ? SHORTEST : patient, trial);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
