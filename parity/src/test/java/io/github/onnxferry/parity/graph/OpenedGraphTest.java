package io.github.onnxferry.parity.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.target.SavedModelWriter;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.parity.run.GraphTensor;
import io.github.onnxferry.parity.run.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The function behind a signature, as operations that can be fed and fetched one by one. */
class OpenedGraphTest {
    private static final int ROWS = 4096;

    @TempDir
    Path folder;

    /** {@code halves = split(x + w)}, {@code y = 2 halves[1]}, with {@code w} of ones, large enough to be fed. */
    private Path written(Weights weights) {
        var tf = new TfBuilder(new FunctionLibrary(), "main");
        var x = tf.parameter("x", DType.FLOAT, Shape.of(ROWS, 2));
        var ones = new float[ROWS * 2];
        Arrays.fill(ones, 1);
        tf.at("sum", "a test");
        var sum = tf.add(x, tf.weight("w", Tensor.ofFloats(new long[] {ROWS, 2}, ones)));
        tf.at("halves", "a test");
        var halves = tf.op("Split")
                .in(tf.constant(Tensor.scalar(DType.INT32, 1)), sum)
                .attr("num_split", 2)
                .all();
        tf.at("y", "a test");
        var y = tf.mul(halves.get(1), tf.constant(Tensor.scalar(DType.FLOAT, 2)));
        var main = tf.build(List.of(new TfFunction.Result("y", y)));
        var model = new TfModel(
                "opened",
                main,
                List.of(),
                List.of(new TfModel.Port("x", DType.FLOAT, x.shape())),
                List.of(new TfModel.Port("y", DType.FLOAT, y.shape())),
                Map.of());
        var saved = folder.resolve("saved");
        new SavedModelWriter(new SavedModelWriter.Options(weights, true, "test")).write(model, saved, Progress.NONE);
        return saved;
    }

    private static GraphTensor inFunction(String text) {
        return GraphTensor.parse(text).below(OpenedGraph.FUNCTION);
    }

    private static Tensor filled(float value, long... sizes) {
        var values = new float[(int) Tensor.elements(sizes)];
        Arrays.fill(values, value);
        return Tensor.ofFloats(sizes, values);
    }

    @ParameterizedTest
    @EnumSource(
            value = Weights.class,
            names = {"CONSTANTS", "VARIABLES"})
    void anyTensorCanBeFetched(Weights weights) {
        try (var graph = OpenedGraph.open(written(weights), 1)) {
            var x = Objects.requireNonNull(graph.function().inputs().get("x")).below(OpenedGraph.FUNCTION);
            var y = Objects.requireNonNull(graph.function().outputs().get("y")).below(OpenedGraph.FUNCTION);
            var sum = inFunction("sum/AddV2:0");
            var half = inFunction("halves/Split:1");
            var weight = inFunction("w:0");
            var answers = graph.run(Map.of(x, filled(3, ROWS, 2)), List.of(sum, half, y, weight, x));
            assertThat(answers.get(sum)).satisfies(t -> assertThat(t.doubles()).containsOnly(4));
            assertThat(answers.get(half)).satisfies(t -> assertThat(t.sizes()).containsExactly(ROWS, 1));
            assertThat(answers.get(y)).satisfies(t -> assertThat(t.doubles()).containsOnly(8));
            assertThat(answers.get(weight))
                    .satisfies(t -> assertThat(t.doubles()).containsOnly(1));
            assertThat(answers.get(x)).satisfies(t -> assertThat(t.doubles()).containsOnly(3));
        }
    }

    @Test
    void anyTensorCanBeFed() {
        try (var graph = OpenedGraph.open(written(Weights.CONSTANTS), 1)) {
            var y = inFunction("y/Mul:0");
            var fed = Map.of(inFunction("halves/Split:1"), filled(5, 7, 1));
            assertThat(graph.run(fed, List.of(y)).get(y)).satisfies(t -> {
                assertThat(t.sizes()).containsExactly(7, 1);
                assertThat(t.doubles()).containsOnly(10);
            });
            assertThat(graph.has(y)).isTrue();
            assertThat(graph.has(inFunction("y/Mul:1"))).isFalse();
            assertThat(graph.has(inFunction("gone:0"))).isFalse();
        }
    }

    @Test
    void aGraphWithoutFunctionsIsItsOwn() throws IOException {
        TinyModels.savedModel(folder, "Neg", DType.FLOAT);
        try (var graph = OpenedGraph.open(folder, 1)) {
            assertThat(graph.function().inputs()).isEqualTo(Map.of("x", new GraphTensor("in", 0)));
            var y = inFunction("out:0");
            assertThat(graph.run(Map.of(inFunction("in:0"), filled(2, 3)), List.of(y))
                            .get(y))
                    .satisfies(t -> assertThat(t.doubles()).containsOnly(-2));
        }
    }

    @Test
    void whatCannotBeOpenedIsRefused() throws IOException {
        refused(Code.RUNTIME_LOAD);
        Files.write(folder.resolve("saved_model.pb"), new byte[] {1, 2, 3});
        refused(Code.RUNTIME_LOAD);
        Files.write(folder.resolve("saved_model.pb"), new byte[0]);
        refused(Code.RUNTIME_LOAD);
    }

    private void refused(Code code) {
        assertThatThrownBy(() -> OpenedGraph.open(folder, 1))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(code));
    }
}
