package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest extends FerryCalls {
    @TempDir
    Path folder;

    @Test
    void aModelIsConvertedAndMeasuredInAllRuntimes() throws IOException {
        var json = folder.resolve("bench.json");
        assertThat(ferry("bench", model("Sin"), "--seconds", "0.3", "--threads", "1", "--json", json.toString()))
                .as(err())
                .isZero();
        assertThat(out())
                .contains("ONNX Runtime 1.", "TensorFlow 2.", "converted", "x float[", "n=")
                .contains("median", "p95", "ratio", "peak memory", "1.00")
                .contains("TensorFlow, oneDNN on", "TensorFlow, oneDNN off", "deploy with TF_ENABLE_ONEDNN_OPTS=");
        var report = new JsonMapper().readTree(json.toFile());
        assertThat(report.path("schema").asText()).isEqualTo("onnxferry.bench/1");
        assertThat(report.path("artefact").isNull()).isTrue();
        assertThat(report.path("threads").asInt()).isEqualTo(1);
        assertThat(report.path("contenders"))
                .extracting(c -> c.path("name").asText())
                .containsExactly("onnxruntime", "tensorflow-onednn", "tensorflow-plain");
        assertThat(report.path("contenders")).allSatisfy(BenchCommandTest::isMeasured);
        assertThat(report.path("contenders"))
                .extracting(c -> c.path("rounds").size())
                .as("each takes part in each round")
                .containsOnly(report.at("/recommendation/rounds").asInt());
    }

    private static void isMeasured(JsonNode contender) {
        assertThat(contender.at("/latency/runs").asInt())
                .isGreaterThanOrEqualTo(contender.path("rounds").size());
        assertThat(contender.path("rounds").size()).isGreaterThanOrEqualTo(3);
        assertThat(contender.at("/latency/medianMillis").asDouble()).isPositive();
        assertThat(contender.path("loadSeconds").asDouble()).isPositive();
        if (Files.isReadable(Path.of("/proc/self/status"))) {
            assertThat(contender.at("/memory/peakBytes").asLong())
                    .isGreaterThanOrEqualTo(contender.at("/memory/loadedBytes").asLong());
            assertThat(contender.at("/memory/addedBytes").asLong()).isPositive();
        }
    }

    @Test
    void aSavedModelIsMeasuredOnStatedLengths() throws IOException {
        var model = model("Sin");
        var saved = folder.resolve("saved").toString();
        var json = folder.resolve("bench.json");
        assertThat(ferry("convert", model, "-o", saved)).as(err()).isZero();
        assertThat(ferry(
                        "bench",
                        model,
                        saved,
                        "--seconds",
                        "0.1",
                        "--dims",
                        "n=7",
                        "--seed",
                        "3",
                        "--json",
                        json.toString()))
                .as(err())
                .isZero();
        var report = new JsonMapper().readTree(json.toFile());
        assertThat(report.at("/inputs/x").asText()).isEqualTo("float[7, 4]");
        assertThat(report.path("record").asText()).contains("seed 3", "n=7");
        assertThat(report.path("artefact").asText()).isEqualTo(saved);
        assertThat(report.path("conversionSeconds").isNull()).isTrue();
    }

    @Test
    void whatTensorFlowRefusesIsToldWithItsName() throws IOException {
        var empty = Files.createDirectories(folder.resolve("empty")).toString();
        assertThat(ferry("bench", model("Sin"), empty, "--seconds", "0.1")).isEqualTo(1);
        assertThat(err()).startsWith("FERRY-5001 TensorFlow, oneDNN on").doesNotContain("\tat ");
        assertThat(out()).isEmpty();
    }

    @Test
    void whatDoesNotConvertIsRefusedBeforeAnythingRuns() throws IOException {
        assertThat(ferry("bench", model("NoSuchOperator"))).isEqualTo(3);
        assertThat(err()).contains("NoSuchOperator").doesNotContain("\tat ");
        var file = folder.resolve("no.onnx");
        Files.writeString(file, "this is not a model");
        assertThat(ferry("bench", file.toString())).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bench",
                "bench a b c",
                "bench model.onnx nowhere",
                "bench model.onnx --seconds 0",
                "bench model.onnx --seconds 1e300",
                "bench model.onnx --seconds soon",
                "bench model.onnx --threads 0",
                "bench model.onnx --threads many",
                "bench model.onnx --dims batch",
                "bench model.onnx --map x",
                "bench model.onnx --rtol 1"
            })
    void callsThatMakeNoSenseAreUsageProblems(String call) {
        assertThat(ferry(call.split(" "))).as(err()).isEqualTo(2);
        assertThat(err()).startsWith("FERRY-51").doesNotContain("\tat ");
    }

    private String model(String op) {
        var type = new TensorType(DType.FLOAT, Shape.of(Dim.symbol("n"), Dim.of(4)));
        var node = new OnnxNode("node", "ai.onnx", op, "", List.of("x"), List.of("y"), Map.of());
        var graph = new OnnxGraph(
                "one",
                List.of(node),
                List.of(new OnnxValue("x", type)),
                List.of(new OnnxValue("y", type)),
                Map.of(),
                Map.of());
        var file = folder.resolve("model.onnx");
        OnnxWriter.write(
                new OnnxModel(8, Map.of("ai.onnx", 18L), graph, List.of(), Map.of(), OnnxModel.Source.NONE), file);
        return file.toString();
    }
}
