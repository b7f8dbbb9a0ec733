package io.github.onnxferry.parity.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.DataFolder;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.run.TinyModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases that do not end, processes that end too early, variants, and cases that nobody can decide. */
class SuiteLimitsTest {
    private static final ModelConverter IDENTITY = (onnx, outDir) -> {
        try {
            TinyModels.savedModel(outDir, "Identity", DType.FLOAT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    };

    @TempDir
    Path folder;

    private void write(String name, float input, float output) throws IOException {
        var model = Files.createDirectories(folder.resolve(name)).resolve("model.onnx");
        Files.write(model, TinyModels.onnx("Identity", DType.FLOAT, 16).toByteArray());
        DataFolder.write(
                folder.resolve(name).resolve("test_data_set_0"),
                OnnxReader.read(model).graph(),
                new DataSet("", Map.of("x", vector(input)), Map.of("y", vector(output))));
    }

    private static Datum vector(float value) {
        return Datum.of(Tensor.ofFloats(new long[] {1}, value));
    }

    @Test
    void aCaseThatDoesNotEndIsGivenUpAndTheNextOneRuns() throws IOException {
        write("a_hangs", 1, 1);
        write("b_good", 1, 1);
        var never = new CountDownLatch(1);
        ModelConverter converter = (onnx, out) -> {
            if (onnx.toString().contains("a_hangs")) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            IDENTITY.convert(onnx, out);
        };
        var results = new SuiteRunner(converter, 1, Progress.NONE)
                .limit(Duration.ofSeconds(3))
                .run(folder, r -> {});
        never.countDown();
        assertThat(results).extracting(CaseResult::verdict).containsExactly(Verdict.ERROR, Verdict.PASS);
        var problem = results.get(0).problems().get(0);
        assertThat(problem.code()).isEqualTo(Code.TIME_LIMIT);
        assertThat(problem.what()).isEqualTo("has not ended after 3 s; it converts a_hangs (as-shipped)");
    }

    @Test
    void theNextRunTellsWhatRanWhenAProcessEnded() throws IOException {
        var dead = Files.createTempDirectory("ferry-suite-");
        Files.write(
                dead.resolve("running"),
                Arrays.copyOf("runs test_x (free-shapes)".getBytes(StandardCharsets.UTF_8), 512));
        var alive = Files.createTempDirectory("ferry-suite-");
        try (var running = RunningCases.in(alive.resolve("running"), 1)) {
            running.take().says("runs test_y (as-shipped)");
            assertThat(SuiteRunner.interrupted())
                    .containsOnlyOnce("runs test_x (free-shapes)")
                    .doesNotContain("runs test_y (as-shipped)");
            assertThat(dead).doesNotExist();
            assertThat(alive).exists();
        }
        assertThat(SuiteRunner.interrupted()).contains("runs test_y (as-shipped)");
    }

    @Test
    void variantsRunOneAfterAnotherWhereTheyMakeSense() throws IOException {
        write("only", 1, 1);
        assertThat(new SuiteRunner(IDENTITY, 1, Progress.NONE)
                        .variants(List.of(CaseVariant.values()))
                        .run(folder, r -> {}))
                .extracting(r -> r.variant().text() + " " + r.verdict().text())
                .containsExactly("as-shipped pass", "free-shapes pass");
    }

    @Test
    void valuesOfCasesThatNobodyCanDecideAreSamples() throws IOException {
        write("drawn", 1, 2);
        write("plain", 1, 2);
        assertThat(new SuiteRunner(IDENTITY, 1, Progress.NONE)
                        .undecidable(Set.of("drawn"))
                        .run(folder, r -> {}))
                .extracting(CaseResult::verdict)
                .containsExactly(Verdict.PASS, Verdict.MISMATCH);
    }
}
