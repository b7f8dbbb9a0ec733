package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReduceCommandTest extends FerryCalls {
    private static final String WRONG_ERF = """
            package com.example;

            import io.github.onnxferry.converter.lower.LoweringProvider;
            import io.github.onnxferry.converter.lower.LoweringTable;
            import io.github.onnxferry.converter.lower.Parity;
            import java.util.List;

            public final class WrongErf implements LoweringProvider {
                @Override
                public List<LoweringTable> tables() {
                    return List.of(LoweringTable.of("ai.onnx")
                            .op("Erf", (node, tf) -> tf.unary("Tanh", node.in(0)))
                            .parity(Parity.ROUNDING)
                            .build());
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenFailsAsTheWholeDoes() throws IOException {
        var plugin = plugin().toString();
        var model = chain("Sin", "Neg", "Erf", "Cos", "Neg", "Sin");
        var small = folder.resolve("small");
        var json = folder.resolve("small.json");
        assertThat(ferry("reduce", model, "--out", small.toString(), "--plugin", plugin, "--json", json.toString()))
                .as(err())
                .isZero();
        assertThat(out()).contains("mismatch: 1 of 6 nodes left (Erf)");
        assertThat(OnnxReader.read(small.resolve("model.onnx")).graph().nodes())
                .extracting(OnnxNode::opType)
                .containsExactly("Erf");
        assertThat(small.resolve("test_data_set_0/input_0.pb")).exists();
        assertThat(small.resolve("test_data_set_0/output_0.pb")).exists();
        assertThat(Files.readString(small.resolve("README.md")))
                .contains("FERRY-5003", "(Erf)", "--check --data . --plugin", "ONNX Runtime 1.", "TensorFlow 2.")
                .doesNotContain(folder.toString());
        assertThat(Files.readString(json)).contains("onnxferry.reduction/1", "\"mismatch\"", "\"nodesAfter\" : 1");
        var reduced = small.resolve("model.onnx").toString();
        assertThat(ferry(
                        "convert",
                        reduced,
                        "-o",
                        target(),
                        "--check",
                        "--data",
                        small.toString(),
                        "--save",
                        "",
                        "--plugin",
                        plugin))
                .as("it fails with the plugin")
                .isEqualTo(1);
        assertThat(ferry("convert", reduced, "-o", target(), "--overwrite", "--check", "--data", small.toString()))
                .as("and not without it")
                .isZero();
        assertThat(ferry("reduce", model, "--out", small.toString(), "--plugin", plugin))
                .as("the folder is there already")
                .isEqualTo(4);
        assertThat(ferry("reduce", reduced, "--out", small.toString(), "--overwrite"))
                .as("the folder holds the model itself")
                .isEqualTo(4);
    }

    @Test
    void aModelThatDoesNotFailLeavesNothingBehind() throws IOException {
        var small = folder.resolve("small");
        assertThat(ferry("reduce", chain("Sin", "Erf"), "--out", small.toString()))
                .as(err())
                .isZero();
        assertThat(out()).contains("nothing to reduce");
        assertThat(small).doesNotExist();
    }

    @Test
    void aRefusalIsReducedWithoutRunningAnything() throws IOException {
        var small = folder.resolve("small");
        assertThat(ferry("reduce", chain("Sin", "NoSuchOperator", "Cos"), "--out", small.toString()))
                .as(err())
                .isZero();
        assertThat(OnnxReader.read(small.resolve("model.onnx")).graph().nodes())
                .extracting(OnnxNode::opType)
                .containsExactly("NoSuchOperator");
        assertThat(Files.readString(small.resolve("README.md")))
                .contains("NoSuchOperator", "ferry convert model.onnx -o out")
                .doesNotContain("--check");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reduce",
                "reduce model.onnx",
                "reduce model.onnx --out",
                "reduce model.onnx --out x --rtol -1",
                "reduce model.onnx --out x --atol much",
                "reduce model.onnx --out x --time-limit 0",
                "reduce model.onnx --out x --seed x"
            })
    void callsThatMakeNoSenseAreUsageProblems(String call) {
        assertThat(ferry(call.split(" "))).isEqualTo(2);
        assertThat(err()).startsWith("FERRY-51");
    }

    @Test
    void whatIsNoModelIsRefused() throws IOException {
        var file = folder.resolve("no.onnx");
        Files.writeString(file, "this is not a model");
        var small = folder.resolve("small");
        assertThat(ferry("reduce", file.toString(), "--out", small.toString())).isEqualTo(3);
        assertThat(err()).startsWith("FERRY-10");
        assertThat(small).doesNotExist();
    }

    /** A folder of classes with a provider that takes the hyperbolic tangent for the error function. */
    private Path plugin() throws IOException {
        var classes = Files.createDirectories(folder.resolve("classes"));
        var services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(
                services.resolve("io.github.onnxferry.converter.lower.LoweringProvider"), "com.example.WrongErf");
        var source = Files.createDirectories(folder.resolve("com/example")).resolve("WrongErf.java");
        Files.writeString(source, WRONG_ERF);
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of(
                    "-d", classes.toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(said.toString()).isTrue();
        }
        return classes;
    }

    private String chain(String... ops) {
        var type = new TensorType(DType.FLOAT, Shape.of(Dim.symbol("n"), Dim.of(4)));
        var nodes = new ArrayList<OnnxNode>();
        for (int i = 0; i < ops.length; i++) {
            nodes.add(new OnnxNode(
                    "node" + i, "ai.onnx", ops[i], "", List.of("v" + i), List.of("v" + (i + 1)), Map.of()));
        }
        var graph = new OnnxGraph(
                "chain",
                nodes,
                List.of(new OnnxValue("v0", type)),
                List.of(new OnnxValue("v" + ops.length, type)),
                Map.of(),
                Map.of());
        var file = folder.resolve("model.onnx");
        OnnxWriter.write(
                new OnnxModel(8, Map.of("ai.onnx", 18L), graph, List.of(), Map.of(), OnnxModel.Source.NONE), file);
        return file.toString();
    }

    private String target() {
        return folder.resolve("saved").toString();
    }
}
