package io.github.onnxferry.parity.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of what is drawn ONNX Runtime accepts: most official cases feed axes, shapes and indices as inputs. */
class AcceptedInputsTest {
    /** ONNX Runtime refuses these whatever is drawn for the size that their expanded form takes apart. */
    private static final int REFUSED_CASES = 8;

    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void officialCasesAcceptWhatIsDrawn(long seed) throws IOException {
        var zip = Path.of(System.getProperty("onnx.backend", "")).resolve("node.zip");
        assumeTrue(Files.isRegularFile(zip), "the official cases are not here");
        var cases = new OperatorCases(
                scratch, model -> new RandomInputs(model, Map.of(), DimSizes.Style.ODD).draw("set", seed));
        cases.run(zip);
        assertThat(cases.runnable).isGreaterThan(1300);
        assertThat(cases.refused).hasSizeLessThanOrEqualTo(REFUSED_CASES);
    }

    @Test
    void realModelsAcceptWhatIsDrawn() throws IOException {
        var folder = Path.of(System.getProperty("onnx.models", ""));
        assumeTrue(Files.isDirectory(folder.resolve("bert_tiny")), "the models are not here");
        for (String name : List.of("bert_tiny", "gpt2_cache", "silero_vad", "dlrm", "gat_graph", "greedy_loop")) {
            var file = folder.resolve(name).resolve("model.onnx");
            var records = new GeneratedRecords(OnnxReader.read(file), 0, 1, Map.of(), false);
            try (var runner = OnnxRuntimeRunner.open(file, 1)) {
                List<String> refused = new ArrayList<>();
                for (int i = 0; i < records.size(); i++) {
                    try {
                        runner.run(records.read(i).inputs());
                    } catch (FerryException e) {
                        refused.add(name + ": " + records.name(i) + ": " + e.problems());
                    }
                }
                assertThat(refused).isEmpty();
            }
        }
    }

    @Test
    void dataOfRealModelsAreWhatTheModelsTake() throws IOException {
        var folder = Path.of(System.getProperty("onnx.models", ""));
        assumeTrue(Files.isDirectory(folder.resolve("bert_tiny")), "the models are not here");
        try (var models = Files.list(folder)) {
            for (var model : models.filter(m -> Files.isRegularFile(m.resolve("model.onnx")))
                    .toList()) {
                var graph = OnnxReader.read(model.resolve("model.onnx")).graph();
                var records = DataSources.open(List.of(model), graph, Optional.empty());
                assertThat(records.size()).isPositive();
                IntStream.range(0, (int) records.size()).forEach(records::read);
            }
        }
    }
}
