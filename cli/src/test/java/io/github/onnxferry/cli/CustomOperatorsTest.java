package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
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
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.compare.ToleranceRule;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds the provider that docs/custom-operators.md shows, and converts and runs models with it. */
class CustomOperatorsTest extends FerryCalls {
    private static final String SERVICE = "META-INF/services/io.github.onnxferry.converter.lower.LoweringProvider";
    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void aPluginConvertsItsOperators() throws IOException {
        var jar = plugin();
        var model = model(DType.FLOAT, Map.of("threshold", new FloatValue(2)));
        var saved = folder.resolve("saved_model");
        assertThat(ferry("inspect", model.toString())).isEqualTo(3);
        assertThat(ferry("convert", model.toString(), "-o", saved.toString(), "--plugin", jar.toString()))
                .as(err())
                .isZero();
        var contract = ModelContract.of(OnnxReader.read(model).graph());
        try (var runner = new TensorFlowRunner(saved, contract, 1)) {
            var x = Tensor.ofFloats(new long[] {4}, -3, -1, 0.5f, 5);
            var y = Tensor.ofFloats(new long[] {4}, -1, 0, 0, 3);
            var comparison = Comparison.of(
                    Map.of("y", Datum.of(y)), runner.run(Map.of("x", Datum.of(x))), ToleranceRule.elementwise(0, 0));
            assertThat(comparison.problems()).isEmpty();
        }
        assertThat(ferry("inspect", model.toString()))
                .as("without the plugin again")
                .isEqualTo(3);
    }

    @Test
    void gapsOfAPluginAreRefusals() throws IOException {
        var model = model(DType.INT32, Map.of());
        assertThat(ferry("inspect", model.toString(), "--plugin", plugin().toString()))
                .isEqualTo(3);
        assertThat(out() + err())
                .contains("FERRY-2002", "com.example:SoftThreshold", "values that are not floating point numbers");
    }

    @Test
    void pluginsThatAreNotThereOrNotWholeAreRefused() throws IOException {
        var model = model(DType.FLOAT, Map.of());
        assertThat(ferry("inspect", model.toString(), "--plugin", "nowhere.jar"))
                .isEqualTo(2);
        var broken = folder.resolve("broken.jar");
        try (var jar = new JarOutputStream(Files.newOutputStream(broken))) {
            entry(jar, SERVICE, "com.example.Missing".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(ferry("inspect", model.toString(), "--plugin", broken.toString()))
                .isEqualTo(2);
        assertThat(err()).contains("FERRY-5101", "com.example.Missing");
    }

    /** The code of the page in a jar. */
    private Path plugin() throws IOException {
        var page = Files.readString(Path.of(System.getProperty("onnxferry.root"), "docs/custom-operators.md"));
        var code = JAVA.matcher(page);
        assertThat(code.find()).isTrue();
        var classes = Files.createDirectories(folder.resolve("classes"));
        var source = Files.createDirectories(folder.resolve("com/example")).resolve("ExampleOperators.java");
        Files.writeString(source, code.group(1));
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of(
                    "-d", classes.toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(said.toString()).isTrue();
        }
        var name = "com/example/ExampleOperators.class";
        var file = folder.resolve("example-operators.jar");
        try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
            entry(jar, name, Files.readAllBytes(classes.resolve(name)));
            entry(jar, SERVICE, "com.example.ExampleOperators\n".getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static void entry(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }

    private Path model(DType dtype, Map<String, OnnxAttribute> attributes) {
        var type = new TensorType(dtype, Shape.of(Dim.symbol("n")));
        var node = new OnnxNode("soft", "com.example", "SoftThreshold", "", List.of("x"), List.of("y"), attributes);
        var graph = new OnnxGraph(
                "g",
                List.of(node),
                List.of(new OnnxValue("x", type)),
                List.of(new OnnxValue("y", type)),
                Map.of(),
                Map.of());
        var file = folder.resolve("model.onnx");
        OnnxWriter.write(
                new OnnxModel(
                        8,
                        Map.of("ai.onnx", 18L, "com.example", 1L),
                        graph,
                        List.of(),
                        Map.of(),
                        OnnxModel.Source.NONE),
                file);
        return file;
    }
}
