package io.github.onnxferry.parity.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyTest {
    @Test
    void ofOneRunAllAreThatRun() {
        assertThat(Latency.of(2_500_000)).isEqualTo(new Latency(1, 2.5, 2.5, 2.5, 2.5, 2.5));
    }

    @Test
    void theMedianOfEvenlyManyRunsIsTheMeanOfTheMiddleTwo() {
        assertThat(Latency.of(9_000_000, 1_000_000, 2_000_000, 4_000_000)).isEqualTo(new Latency(4, 3, 9, 4, 1, 9));
    }

    @Test
    void theNinetyFifthPercentileIsANearestRank() {
        assertThat(Latency.of(shuffled(100)).p95()).isEqualTo(95);
        assertThat(Latency.of(shuffled(99)).p95()).as("94.05 rounds up").isEqualTo(95);
        assertThat(Latency.of(shuffled(20)).p95()).isEqualTo(19);
        assertThat(Latency.of(shuffled(19)).p95()).isEqualTo(19);
        assertThat(Latency.of(shuffled(21)).p95()).as("19.95 rounds up").isEqualTo(20);
    }

    @Test
    void turnsAreOneSample() {
        assertThat(Latency.ofTurns(List.of(new long[] {3_000_000}, new long[] {1_000_000, 2_000_000})))
                .isEqualTo(new Latency(3, 2, 3, 2, 1, 3));
    }

    @Test
    void hugeDurationsDoNotOverflow() {
        assertThat(Latency.of(Long.MAX_VALUE, Long.MAX_VALUE).median()).isEqualTo(Long.MAX_VALUE / 1e6);
        assertThat(Latency.of(Long.MAX_VALUE, Long.MAX_VALUE).mean()).isEqualTo(Long.MAX_VALUE / 1e6);
    }

    @Test
    void noRunsHaveNoStatistics() {
        assertThatIllegalArgumentException().isThrownBy(Latency::of);
    }

    /** 1 to n milliseconds. */
    private static long[] shuffled(int n) {
        var millis = new ArrayList<>(LongStream.rangeClosed(1, n).boxed().toList());
        Collections.shuffle(millis, new Random(n));
        return millis.stream().mapToLong(ms -> ms * 1_000_000).toArray();
    }
}
