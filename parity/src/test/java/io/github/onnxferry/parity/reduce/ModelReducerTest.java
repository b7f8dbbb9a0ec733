package io.github.onnxferry.parity.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.reduce.Failure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelReducerTest {
    private static final int NODES = 1000;

    /** Of the places of the planted nodes. */
    private static final long SEED = 20260731;

    @TempDir
    Path folder;

    private final int place = 100 + new Random(SEED).nextInt(800);

    @Test
    void aMismatchAmongAThousandNodesIsOneNode() throws IOException {
        var found = reduce(LongModels.of(1, NODES, place, "ai.onnx", "Mish")).orElseThrow();
        assertThat(found.failure().kind()).isEqualTo(Kind.MISMATCH);
        assertOneNode(found, "Mish");
        assertThat(found.data().orElseThrow().inputs()).containsOnlyKeys(input(found));
        assertThat(found.data().orElseThrow().outputs()).containsOnlyKeys("v" + place);
        assertThat(found.model().graph().initializers()).isEmpty();
    }

    @Test
    void anOperatorWithoutLoweringAmongAThousandNodesIsOneNode() throws IOException {
        var found =
                reduce(LongModels.of(2, NODES, place, "com.example", "Unheard")).orElseThrow();
        assertThat(found.failure().kind()).isEqualTo(Kind.CONVERSION);
        assertThat(found.failure().first().where()).contains("Unheard");
        assertOneNode(found, "Unheard");
        assertThat(found.model().opsets()).containsKey("com.example");
        assertThat(found.data().orElseThrow().inputs())
                .as("ONNX Runtime computes what stands before the operator that it does not know")
                .containsOnlyKeys(input(found));
    }

    @Test
    void aProcessThatDiesAmongAThousandNodesIsOneNode() throws IOException {
        var found = reduce(LongModels.of(3, NODES, place, "ai.onnx", "Celu")).orElseThrow();
        assertThat(found.failure().kind()).isEqualTo(Kind.CRASH);
        assertThat(found.failure().said()).contains("Check failed: it aborts");
        assertOneNode(found, "Celu");
        assertThat(found.model().opsets()).containsOnlyKeys("ai.onnx");
    }

    @Test
    void aDefectOfTheConversionAndARunThatFailsAreReduced() throws IOException {
        var defect = reduce(LongModels.of(4, 60, 41, "ai.onnx", "HardSwish")).orElseThrow();
        assertThat(defect.failure().first().code()).isEqualTo(Code.DEFECT);
        assertOneNode(defect, "HardSwish");
        var run = reduce(LongModels.of(5, 60, 23, "ai.onnx", "Selu")).orElseThrow();
        assertThat(run.failure().kind()).isEqualTo(Kind.RUN);
        assertOneNode(run, "Selu");
    }

    @Test
    void whatDoesNotEndIsReducedUntilTheTimeIsOver() throws IOException {
        var found = reduce(
                        LongModels.of(6, 12, 5, "ai.onnx", "Softsign"),
                        ReduceOptions.DEFAULT.withLimit(Duration.ofSeconds(32)))
                .orElseThrow();
        assertThat(found.failure().kind()).isEqualTo(Kind.HANG);
        assertThat(found.complete()).isFalse();
        assertThat(found.nodesAfter()).isLessThan(12);
        assertThat(found.model().graph().nodes()).anyMatch(n -> n.opType().equals("Softsign"));
    }

    @Test
    void aDefectThatNeedsFreeLengthsKeepsThem() throws IOException {
        var found = reduce(LongModels.of(7, 60, 31, "ai.onnx", "Erf")).orElseThrow();
        assertOneNode(found, "Erf");
        assertThat(((TensorType) found.model().graph().inputs().get(0).type())
                        .shape()
                        .isFullyKnown())
                .isFalse();
    }

    @Test
    void theReductionGoesOnInsideOfALoop() throws IOException {
        var body = LongModels.graph(8, 30, 26, "ai.onnx", "Mish");
        var scalar = new TensorType(DType.INT64, Shape.scalar());
        var flag = new TensorType(DType.BOOL, Shape.scalar());
        var nodes = new ArrayList<OnnxNode>(List.of(LongModels.plain("Identity", "goes_on", "going")));
        // The body uses a value of the graph around it.
        body.nodes()
                .forEach(n -> nodes.add(n.withInputs(n.inputs().stream()
                        .map(i -> i.equals("v3") ? "outer" : i)
                        .toList())));
        var last = body.outputs().get(body.outputs().size() - 1);
        var inner = new OnnxGraph(
                "body",
                nodes,
                List.of(
                        new OnnxValue("round", scalar),
                        new OnnxValue("going", flag),
                        new OnnxValue("x", new OnnxType.Unknown())),
                List.of(new OnnxValue("goes_on", flag), last),
                body.initializers(),
                Map.of());
        var graph = new OnnxGraph(
                "outside",
                List.of(
                        LongModels.plain("Sin", "start", "in"),
                        LongModels.plain("Cos", "outer", "in"),
                        LongModels.node(
                                "loop",
                                "ai.onnx",
                                "Loop",
                                List.of("rounds", "", "start"),
                                "end",
                                Map.of("body", new OnnxAttribute.GraphValue(inner))),
                        LongModels.plain("Neg", "out", "end")),
                List.of(new OnnxValue("in", LongModels.TYPE)),
                List.of(new OnnxValue("out", LongModels.TYPE)),
                Map.of("rounds", Tensor.scalar(DType.INT64, 3)),
                Map.of());
        var found = reduce(LongModels.model(graph)).orElseThrow();
        assertThat(found.failure().kind()).isEqualTo(Kind.MISMATCH);
        assertOneNode(found, "Mish");
    }

    @Test
    void functionsAreOpened() throws IOException {
        var inside = LongModels.graph(9, 30, 12, "ai.onnx", "Mish");
        var opened = new ArrayList<OnnxNode>();
        inside.initializers()
                .forEach((name, tensor) -> opened.add(LongModels.node(
                        "",
                        "ai.onnx",
                        "Constant",
                        List.of(),
                        name,
                        Map.of("value", new OnnxAttribute.TensorValue(tensor)))));
        opened.addAll(inside.nodes());
        var function = new OnnxFunction(
                "local", "Long", "", List.of("x"), List.of("v29"), List.of(), Map.of(), opened, Map.of("ai.onnx", 18L));
        var graph = new OnnxGraph(
                "outside",
                List.of(
                        LongModels.plain("Sin", "start", "x"),
                        LongModels.node("call", "local", "Long", List.of("start"), "end", Map.of())),
                List.of(new OnnxValue("x", LongModels.TYPE)),
                List.of(new OnnxValue("end", LongModels.TYPE)),
                Map.of(),
                Map.of());
        var opsets = new LinkedHashMap<>(Map.of("ai.onnx", 18L, "local", 1L));
        var found = reduce(new OnnxModel(8, opsets, graph, List.of(function), Map.of(), OnnxModel.Source.NONE))
                .orElseThrow();
        assertOneNode(found, "Mish");
        assertThat(found.model().functions()).isEmpty();
    }

    @Test
    void aModelThatDoesNotFailHasNothingToReduce() throws IOException {
        assertThat(reduce(LongModels.of(10, 60, 30, "ai.onnx", "Tan"))).isEmpty();
    }

    @Test
    void whatIsNoModelIsRefused() throws IOException {
        var file = folder.resolve("model.onnx");
        Files.writeString(file, "this is a text and no model, however long one looks at it");
        assertThatThrownBy(() -> new ModelReducer(ReduceOptions.DEFAULT).reduce(file, Progress.NONE))
                .isInstanceOf(FerryException.class)
                .hasMessageContaining("FERRY-100");
    }

    private static void assertOneNode(Reduction found, String op) {
        assertThat(found.model().graph().nodes()).extracting(OnnxNode::opType).containsExactly(op);
        assertThat(found.nodesAfter()).isOne();
        assertThat(found.complete()).isTrue();
    }

    private static String input(Reduction found) {
        return found.model().graph().nodes().get(0).inputs().get(0);
    }

    private Optional<Reduction> reduce(OnnxModel model) throws IOException {
        return reduce(model, ReduceOptions.DEFAULT);
    }

    private Optional<Reduction> reduce(OnnxModel model, ReduceOptions options) throws IOException {
        var file = folder.resolve("model.onnx");
        OnnxWriter.write(model, file);
        var found = new ModelReducer(options.withPlugins(List.of(plugin()))).reduce(file, Progress.NONE);
        // How long it takes is for people to see; a slow machine is no failure.
        found.ifPresent(f -> System.out.printf(
                "%s: %d nodes to %d in %d trials, %.1f s%n",
                f.failure().first().line(), f.nodesBefore(), f.nodesAfter(), f.trials(), f.seconds()));
        return found;
    }

    private Path plugin() throws IOException {
        var plugin = folder.resolve("plugin");
        var services = Files.createDirectories(plugin.resolve("META-INF/services"));
        Files.writeString(
                services.resolve("io.github.onnxferry.converter.lower.LoweringProvider"),
                PlantedDefects.class.getName());
        return plugin;
    }
}
