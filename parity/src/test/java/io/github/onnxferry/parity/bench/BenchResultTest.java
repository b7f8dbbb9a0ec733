package io.github.onnxferry.parity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchResultTest {
    @Test
    void ratiosAreThoseOfMedians() {
        var result = SampleBenchmarks.converted();
        assertThat(result.ratio(Contender.ONNX_RUNTIME)).isEqualTo(1);
        assertThat(result.ratio(Contender.TENSORFLOW_ONEDNN)).isEqualTo(1.25);
        assertThat(result.ratio(Contender.TENSORFLOW_PLAIN)).isEqualTo(1.25);
    }

    @Test
    void theFasterSettingIsRecommended() {
        assertThat(recommended(new long[] {2, 2, 2}, new long[] {3, 3, 1}))
                .isEqualTo(new Recommendation(true, 1.5, 2, 3));
        assertThat(recommended(new long[] {4, 4, 4}, new long[] {2, 2, 2}))
                .isEqualTo(new Recommendation(false, 2, 3, 3));
    }

    @Test
    void ofEqualOnesOneIsRecommendedThatWonNoRound() {
        assertThat(recommended(new long[] {2, 2}, new long[] {2, 2})).isEqualTo(new Recommendation(true, 1, 0, 2));
        assertThat(recommended(new long[] {0}, new long[] {0}).speedup())
                .as("a clock that stands")
                .isEqualTo(1);
    }

    @Test
    void aBusyMachineDisturbs() {
        assertThat(SampleBenchmarks.given("model").isDisturbed()).isFalse();
        assertThat(SampleBenchmarks.converted(0.25).isDisturbed()).isFalse();
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(SampleBenchmarks.converted(0.5 * processors).isDisturbed()).isFalse();
        assertThat(SampleBenchmarks.converted(0.6 * processors).isDisturbed()).isTrue();
    }

    private static Recommendation recommended(long[] on, long[] off) {
        return Recommendation.of(
                SampleBenchmarks.measurement(Contender.TENSORFLOW_ONEDNN, Optional.empty(), on),
                SampleBenchmarks.measurement(Contender.TENSORFLOW_PLAIN, Optional.empty(), off));
    }
}
