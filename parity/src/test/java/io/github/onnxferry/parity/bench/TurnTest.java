package io.github.onnxferry.parity.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.run.PreparedRun;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TurnTest {
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void aRunThatTakesLongerThanTheTurnCounts() {
        assertThat(BenchWorker.turn(run(runs::incrementAndGet), 0)).hasSize(1);
        assertThat(runs).hasValue(1);
    }

    @Test
    void atLeastOneRunComesBeforeThoseThatCount() {
        var taken = BenchWorker.turn(run(runs::incrementAndGet), Long.MAX_VALUE);
        assertThat(taken).as("there is an end, however short runs are").hasSize(BenchWorker.MOST_RUNS);
        assertThat(runs.get()).isGreaterThan(taken.length);
        assertThat(LongStream.of(taken).min().orElseThrow()).isNotNegative();
    }

    @Test
    void whatARunFailsOfIsTold() {
        var failure = new FerryException(Code.RUNTIME_RUN, "model", "fails", "");
        assertThatThrownBy(() -> BenchWorker.turn(
                        run(() -> {
                            throw failure;
                        }),
                        1_000_000))
                .isSameAs(failure);
    }

    private static PreparedRun run(Runnable work) {
        return new PreparedRun() {
            @Override
            public void run() {
                work.run();
            }

            @Override
            public void close() {}
        };
    }
}
