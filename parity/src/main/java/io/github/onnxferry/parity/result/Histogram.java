package io.github.onnxferry.parity.result;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts of numbers from 0 up, in buckets of powers of two. Bucket 0 counts zeros; bucket {@code i} from 1 on counts what is
 * above {@code 2^(i-2+low)} and at most {@code 2^(i-1+low)}, the first and the last also what lies beyond.
 *
 * @param low exponent of the upper bound of bucket 1
 * @param counts counts by bucket
 */
public record Histogram(int low, List<Long> counts) {
    /** Of nothing. */
    public static final Histogram EMPTY = new Histogram(0, List.of());

    public Histogram {
        counts = List.copyOf(counts);
    }

    /** How many numbers there are. */
    public long total() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** The largest number that falls into a bucket; 0 for bucket 0. */
    public double upperBound(int bucket) {
        return bucket == 0 ? 0 : Math.scalb(1.0, bucket - 1 + low);
    }

    /** Both together; both have the same buckets, or one is empty. */
    public Histogram plus(Histogram other) {
        if (counts.isEmpty() || other.counts.isEmpty()) {
            return counts.isEmpty() ? other : this;
        }
        if (low != other.low || counts.size() != other.counts.size()) {
            throw new IllegalArgumentException("histograms with different buckets do not add up");
        }
        var sums = new ArrayList<Long>();
        for (int i = 0; i < counts.size(); i++) {
            sums.add(counts.get(i) + other.counts.get(i));
        }
        return new Histogram(low, sums);
    }
}
