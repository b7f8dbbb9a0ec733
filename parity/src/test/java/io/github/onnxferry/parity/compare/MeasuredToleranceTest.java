package io.github.onnxferry.parity.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.result.OutputComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasuredToleranceTest {
    private static final Tolerance FLOOR = new Tolerance.OfLargest(1e-6);

    private static Tolerance measured(NoiseFloor noise) {
        return new Tolerance.Measured(FLOOR, noise, 6, 6);
    }

    @Test
    void elementsMayBeOffByTheNoiseOfTheirSize() {
        var reference = floats(1000, 900, 1, 1.5f);
        var noise = new NoiseFloor();
        noise.add(reference, floats(1000.1f, 900, 1.0001f, 1.5f));
        assertThat(compare(reference, floats(1000.5f, 900, 1, 1.5f), noise).agrees())
                .isTrue();
        assertThat(compare(reference, floats(1000, 900, 1.005f, 1.5f), noise).agrees())
                .as("small elements have their own noise")
                .isFalse();
        assertThat(compare(reference, floats(1001, 900, 1, 1.5f), noise).agrees())
                .isFalse();
    }

    @Test
    void aSmallErrorOfEveryElementIsSeen() {
        var values = new float[4096];
        var noisy = new float[4096];
        var shifted = new float[4096];
        Arrays.setAll(new int[4096], i -> {
            values[i] = 1 + i / 4096f;
            // One large sample beside many small ones.
            noisy[i] = values[i] + (i == 7 ? 5e-5f : 1e-5f * (i % 3 - 1));
            shifted[i] = values[i] + 9e-5f;
            return 0;
        });
        var noise = new NoiseFloor();
        noise.add(floats(values), floats(noisy));
        var result = compare(floats(values), floats(shifted), noise);
        assertThat(result.metrics().outside()).isZero();
        assertThat(result.agrees()).isFalse();
        assertThat(result.problems().get(0).what()).contains("nearly everywhere");
    }

    @Test
    void integersThatHangOnARoundingMayDiffer() {
        var noise = new NoiseFloor();
        noise.add(Tensor.vector(1, 2, 3), Tensor.vector(1, 9, 3));
        assertThat(TensorComparison.of("y", Tensor.vector(1, 2, 3), Tensor.vector(1, 5, 3), measuredExact(noise))
                        .agrees())
                .isTrue();
        assertThat(TensorComparison.of("y", Tensor.vector(1, 2, 3), Tensor.vector(1, 2, 4), measuredExact(noise))
                        .agrees())
                .isFalse();
    }

    @Test
    void anotherShapeIsUndecidedOnlyWhereNoiseChangesItToo() {
        var stable = new NoiseFloor();
        stable.add(floats(1, 2), floats(1, 2));
        assertThat(compare(floats(1, 2), floats(1, 2, 3), stable).agrees()).isFalse();
        var unstable = new NoiseFloor();
        unstable.add(floats(1, 2), Optional.of(floats(1)));
        var result = compare(floats(1, 2), floats(1, 2, 3), unstable);
        assertThat(result.agrees()).isTrue();
        assertThat(result.tolerance().isDecided()).isFalse();
    }

    @Test
    void aFewStepsOfAGridAreNoMismatchAndManyAre() {
        var grid = new Tolerance.Grid(0.5, 0.02);
        var values = new float[1000];
        Arrays.setAll(new int[1000], i -> {
            values[i] = 0.5f * (i % 40);
            return 0;
        });
        var few = values.clone();
        few[3] += 0.5f;
        few[500] -= 0.5f;
        assertThat(TensorComparison.of("y", floats(values), floats(few), grid).agrees())
                .isTrue();
        var many = values.clone();
        for (int i = 0; i < 500; i++) {
            many[i] += 0.5f;
        }
        assertThat(TensorComparison.of("y", floats(values), floats(many), grid).agrees())
                .isFalse();
        few[3] += 0.5f;
        assertThat(TensorComparison.of("y", floats(values), floats(few), grid).agrees())
                .isFalse();
    }

    @Test
    void metricsSayWhatDiffers() {
        var result = TensorComparison.of(
                "y",
                floats(3, 1, 2).reshape(1, 3),
                floats(3, 1, 2.5f).reshape(1, 3),
                new Tolerance.Elementwise(0, 0.1));
        var m = result.metrics();
        assertThat(m.maxAbs()).isEqualTo(0.5);
        assertThat(m.meanAbs()).isEqualTo(0.5 / 3);
        assertThat(m.maxRel()).isEqualTo(0.25);
        assertThat(m.maxUlp()).isEqualTo(0.5 / Math.ulp(2f));
        assertThat(m.sqnrDecibels()).isEqualTo(10 * Math.log10(14 / 0.25));
        assertThat(m.cosine()).isEqualTo((9 + 1 + 5) / Math.sqrt(14 * 16.25));
        assertThat(m.outside()).isEqualTo(1);
        assertThat(m.maxError()).isEqualTo(5);
        assertThat(m.topK()).hasValueSatisfying(t -> assertThat(t.first()).isEqualTo(1));
        assertThat(m.worst()).hasValueSatisfying(w -> {
            assertThat(w.position()).containsExactly(0L, 2L);
            assertThat(w.expected()).isEqualTo("2.0");
            assertThat(w.actual()).isEqualTo("2.5");
        });
        assertThat(m.ulps().total()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "[]",
                "{\"outputs\": {\"y\": {}}}",
                "{\"outputs\": {\"y\": {\"rtol\": -1}}}",
                "{\"outputs\": {\"y\": {\"rtol\": \"much\"}}}",
                "{\"outputs\": {\"y\": {\"tolerance\": 1}}}",
                "{\"output\": {}}"
            })
    void filesThatAreNoTolerancesAreRefused(String text, @TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("tolerance.json"), text);
        assertThatThrownBy(() -> StatedTolerances.read(file))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.DATA_INVALID));
    }

    @Test
    void filesStateTolerancesByOutput(@TempDir Path folder) throws IOException {
        var file = Files.writeString(
                folder.resolve("tolerance.json"),
                "{\"outputs\": {\"y\": {\"rtol\": 0.5}}, \"others\": {\"atol\": 0.25}}");
        var stated = StatedTolerances.read(file);
        assertThat(stated.of("y", DType.FLOAT)).contains(new Tolerance.Elementwise(0.5, 0));
        assertThat(stated.of("y[3]", DType.FLOAT)).contains(new Tolerance.Elementwise(0.5, 0));
        assertThat(stated.of("z", DType.FLOAT)).contains(new Tolerance.Elementwise(0, 0.25));
        assertThat(stated.of("z", DType.INT64)).contains(new Tolerance.Equal());
    }

    private static Tolerance measuredExact(NoiseFloor noise) {
        return new Tolerance.Measured(new Tolerance.Equal(), noise, 6, 6);
    }

    private static OutputComparison compare(Tensor reference, Tensor actual, NoiseFloor noise) {
        return TensorComparison.of("y", reference, actual, measured(noise));
    }

    private static Tensor floats(float... values) {
        return Tensor.ofFloats(new long[] {values.length}, values);
    }
}
