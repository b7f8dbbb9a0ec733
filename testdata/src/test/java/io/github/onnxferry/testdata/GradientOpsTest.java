package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.Text;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import io.github.onnxferry.testdata.TestModel.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients against differences of the function itself, in double precision. */
class GradientOpsTest {
    private static final double STEP = 1e-5;

    @TempDir
    Path folder;

    private static Tensor random(long seed, double low, double high, long... sizes) {
        return Tensor.ofDoubles(
                DOUBLE,
                sizes,
                new Random(seed).doubles(Tensor.elements(sizes), low, high).toArray());
    }

    private static Tensor perturbed(Tensor x, int element, double by) {
        var values = x.doubles();
        values[element] += by;
        return Tensor.ofDoubles(x.dtype(), x.sizes(), values);
    }

    private static TestModel model() {
        return TestModel.opset(15).domain(Domain.PREVIEW_TRAINING, 1);
    }

    private static OnnxAttribute names(String... names) {
        return new StringsValue(Arrays.stream(names).map(Text::of).toList());
    }

    private static TestModel gradient(TestModel function, String y, String... xs) {
        var outputs = Arrays.stream(xs).map(x -> "d_" + x).toList();
        function.node(
                Domain.PREVIEW_TRAINING + ":Gradient",
                String.join(",", xs),
                String.join(",", outputs),
                Map.of("xs", names(xs), "y", StringValue.of(y)));
        outputs.forEach(o -> function.output(o, DOUBLE));
        return function;
    }

    /** Compares with differences of the sum of {@code y}, a tensor that {@code function} computes and puts out. */
    private void check(TestModel function, String... xs) throws IOException {
        var expected = new LinkedHashMap<String, Tensor>();
        var built = function.build(Variant.STATIC);
        var file = folder.resolve("function.onnx");
        OnnxWriter.write(built, file);
        var saved = folder.resolve("saved_model");
        new Converter(ConversionOptions.DEFAULT).convert(file, saved, Progress.NONE);
        try (var runner = new TensorFlowRunner(saved, ModelContract.of(built.graph()), 1)) {
            var feeds = function.feeds();
            expected.put("y", answer(runner, feeds));
            for (var x : xs) {
                var at = feeds.getOrDefault(x, Tensor.vector());
                var slopes = new double[(int) at.elements()];
                for (int i = 0; i < slopes.length; i++) {
                    var more = new LinkedHashMap<>(feeds);
                    more.put(x, perturbed(at, i, STEP));
                    var less = new LinkedHashMap<>(feeds);
                    less.put(x, perturbed(at, i, -STEP));
                    slopes[i] = (sum(answer(runner, more)) - sum(answer(runner, less))) / (2 * STEP);
                }
                expected.put("d_" + x, Tensor.ofDoubles(DOUBLE, at.sizes(), slopes));
            }
        }
        Differential.check(gradient(function, "y", xs), expected, 1e-5, 1e-7);
    }

    private static Tensor answer(TensorFlowRunner runner, Map<String, Tensor> inputs) {
        Map<String, Datum> feeds = new LinkedHashMap<>();
        inputs.forEach((name, value) -> feeds.put(name, new Datum.Dense(value)));
        return runner.run(feeds).get("y") instanceof Datum.Dense dense
                ? dense.tensor().materialised()
                : Tensor.vector();
    }

    private static double sum(Tensor tensor) {
        return Arrays.stream(tensor.doubles()).sum();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Exp",
                "Log",
                "Sqrt",
                "Tanh",
                "Sigmoid",
                "Relu",
                "LeakyRelu",
                "Elu",
                "Softplus",
                "Erf",
                "Abs",
                "Neg",
                "Reciprocal",
                "Sin",
                "Cos",
                "Tan",
                "Atan",
                "Sinh",
                "Cosh",
                "Softmax",
                "LogSoftmax",
                "Floor",
                "Softsign",
                "Transpose",
                "Flatten",
                "ReduceSum",
                "ReduceMean",
                "ReduceMax",
                "ReduceMin",
                "ReduceL2",
                "ReduceLogSumExp",
                "GlobalAveragePool",
                "HardSigmoid",
                "Selu"
            })
    void functions(String op) throws IOException {
        boolean positive = List.of("Log", "Sqrt").contains(op);
        check(
                model().input("x", random(1, positive ? 0.2 : -1.5, 1.5, 2, 3, 2))
                        .input("w", random(2, 0.5, 1.5, 2, 3, 2))
                        .node("Mul", "x,w", "weighted")
                        .node(op, "weighted", "f")
                        .node("Mul", "f,f", "y")
                        .output("y", DOUBLE),
                "x",
                "w");
    }

    @ParameterizedTest
    @CsvSource({
        "Add,'2 3','3'",
        "Sub,'3','2 3'",
        "Mul,'2 1','1 3'",
        "Div,'2 3','2 1'",
        "Pow,'2 3','3'",
        "Max,'2 3','2 3'",
        "Min,'2 3','1'",
        "MatMul,'2 3','3 4'",
        "MatMul,'2 2 3','3 2'",
        "MatMul,'2 2 3','2 3 2'",
        "MatMul,'3','3 2'"
    })
    void pairs(String op, String left, String right) throws IOException {
        check(
                model().input("a", random(3, 0.3, 2, sizes(left)))
                        .input("b", random(4, 0.3, 2, sizes(right)))
                        .node(op, "a,b", "f")
                        .node("Sin", "f", "y")
                        .output("y", DOUBLE),
                "a",
                "b");
    }

    private static long[] sizes(String sizes) {
        return Arrays.stream(sizes.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "1,0", "1,1"})
    void products(long turnedA, long turnedB) throws IOException {
        check(
                model().input("a", turnedA == 1 ? random(5, -1, 1, 3, 2) : random(5, -1, 1, 2, 3))
                        .input("b", turnedB == 1 ? random(6, -1, 1, 4, 3) : random(6, -1, 1, 3, 4))
                        .input("c", random(7, -1, 1, 4))
                        .node(
                                "Gemm",
                                "a,b,c",
                                "f",
                                Map.of(
                                        "transA", new IntValue(turnedA),
                                        "transB", new IntValue(turnedB),
                                        "alpha", new FloatValue(0.5f)))
                        .node("Tanh", "f", "y")
                        .output("y", DOUBLE),
                "a",
                "b",
                "c");
    }

    @Test
    void movements() throws IOException {
        check(
                model().input("a", random(8, -1, 1, 2, 3))
                        .input("b", random(9, -1, 1, 2, 1))
                        .constant("indices", Tensor.ofLongs(INT64, new long[] {2, 2}, 0, 3, 1, 3))
                        .constant("from", Tensor.vector(0))
                        .constant("to", Tensor.vector(1))
                        .constant("axis", Tensor.vector(1))
                        .constant("pads", Tensor.vector(0, 1, 2, 0))
                        .constant("flat", Tensor.vector(-1))
                        .constant("wide", Tensor.vector(2, 2, 2))
                        .node("Concat", "a,b", "joined", Map.of("axis", new IntValue(1)))
                        .node("Gather", "joined,indices", "picked", Map.of("axis", new IntValue(1)))
                        .node("Slice", "picked,from,to,axis", "cut")
                        .node("Squeeze", "cut,axis", "flatter")
                        .node("Pad", "flatter,pads", "padded")
                        .node("Unsqueeze", "padded,from", "row")
                        .node("Reshape", "row,flat", "line")
                        .node("Mul", "line,line", "squares")
                        .node("Expand", "cut,wide", "expanded")
                        .node("ReduceSum", "expanded", "total")
                        .node("Mul", "squares,total", "y")
                        .output("y", DOUBLE),
                "a",
                "b");
    }

    @Test
    void choices() throws IOException {
        check(
                model().input("a", random(10, -1, 1, 2, 3))
                        .input("b", random(11, -1, 1, 3))
                        .constant("mask", Tensor.ofLongs(BOOL, new long[] {2, 1}, 1, 0))
                        .node("Where", "mask,a,b", "chosen")
                        .node("Exp", "chosen", "y")
                        .output("y", DOUBLE),
                "a",
                "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Conv", "MaxPool", "AveragePool"})
    void windows(String op) throws IOException {
        Map<String, OnnxAttribute> attributes = Map.of(
                "kernel_shape", new IntsValue(List.of(2L, 2L)),
                "strides", new IntsValue(List.of(2L, 1L)));
        boolean filters = op.equals("Conv");
        var function = model().input("x", random(12, -1, 1, 24))
                .input("w", random(13, -1, 1, 24))
                .constant("picture", Tensor.vector(1, 2, 4, 3))
                .constant("filter", Tensor.vector(3, 2, 2, 2))
                .node("Reshape", "x,picture", "p")
                .node("Reshape", "w,filter", "q")
                .node(op, filters ? "p,q" : "p", "f", attributes)
                .node("Sigmoid", "f", "y")
                .output("y", DOUBLE);
        check(function, filters ? new String[] {"x", "w"} : new String[] {"x"});
    }

    @Test
    void gradientsOfGradients() {
        var x = random(14, 0.5, 1.5, 3);
        var third = new double[3];
        Arrays.setAll(third, i -> 6 * x.getDouble(i));
        var model = model().input("x", x).node("Mul", "x,x", "square").node("Mul", "square,x", "cube");
        model.node(
                Domain.PREVIEW_TRAINING + ":Gradient",
                "x",
                "first",
                Map.of("xs", names("x"), "y", StringValue.of("cube")));
        Differential.check(
                gradient(model, "first", "x"), Map.of("d_x", Tensor.ofDoubles(DOUBLE, new long[] {3}, third)), 1e-9, 0);
    }

    @Test
    void ofTensorsInBetweenAndOfNothing() {
        var x = random(15, 0.5, 1.5, 3);
        var twice = new double[3];
        Arrays.setAll(twice, i -> 2 * Math.exp(x.getDouble(i)));
        var model = model().input("x", x)
                .input("z", random(16, 0, 1, 2))
                .node("Exp", "x", "h")
                .node("Mul", "h,h", "y");
        Differential.check(
                gradient(model, "y", "h", "z"),
                Map.of(
                        "d_h", Tensor.ofDoubles(DOUBLE, new long[] {3}, twice),
                        "d_z", Tensor.ofDoubles(DOUBLE, new long[] {2}, 0, 0)),
                1e-9,
                0);
    }

    @Test
    void refusesWhatItCannotFollow() {
        var model = model().input("x", random(17, 0.5, 1.5, 3)).node("CumSum", "x,axis", "y");
        model.constant("axis", Tensor.vector(0).reshape());
        assertThatThrownBy(() -> Differential.check(gradient(model, "y", "x"), Map.of(), 0, 0))
                .isInstanceOf(FerryException.class)
                .hasMessageContaining("a gradient through TensorFlow's Cumsum");
    }
}
