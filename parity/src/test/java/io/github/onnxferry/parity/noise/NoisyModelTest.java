package io.github.onnxferry.parity.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.check.Models;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoisyModelTest {
    private static final int WIDTH = 64;

    @ParameterizedTest
    @ValueSource(strings = {"noise-classes.txt", "sum-lengths.txt"})
    void everyOperatorThatIsNamedExists(String resource) throws IOException {
        var facts = Objects.requireNonNull(NoiseClass.class.getResourceAsStream(resource));
        try (var lines = new BufferedReader(new InputStreamReader(facts, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(l -> !l.isBlank() && !l.startsWith("#"))
                    .flatMap(l -> Arrays.stream(l.strip().split(" +")).skip(1))
                    .forEach(op -> {
                        int colon = op.indexOf(':');
                        String domain = colon < 0 ? "ai.onnx" : op.substring(0, colon);
                        assertThat(SchemaFacts.standard().versions(domain, op.substring(colon + 1)))
                                .as(op)
                                .isNotEmpty();
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Exp", "Sigmoid", "Tanh", "Sqrt", "Softmax", "Erf"})
    void roundingOperatorsChangeInTheirLastDigitsOnly(String op) {
        var model = Models.of(DType.FLOAT, WIDTH)
                .node(op, List.of("x"), "y")
                .output("y", DType.FLOAT)
                .build();
        double apart = largestRelative(model, DType.FLOAT);
        assertThat(apart).as(op).isBetween(1e-9, 3e-6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Relu", "Neg", "Identity", "Abs"})
    void exactOperatorsStayAsTheyAre(String op) {
        var model = Models.of(DType.FLOAT, WIDTH)
                .node(op, List.of("x"), "y")
                .output("y", DType.FLOAT)
                .build();
        assertThat(NoisyModel.of(model, NoiseLevel.USUAL, 1)).isSameAs(model);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT", "DOUBLE", "FLOAT16"})
    void noiseIsAsSmallAsTheDtype(DType dtype) {
        var model = Models.of(dtype, WIDTH)
                .weight("w", 3, 1, WIDTH, 16)
                .node("MatMul", List.of("x", "w"), "h")
                .node("ReduceMean", List.of("h"), "m")
                .node("Sub", List.of("h", "m"), "y")
                .output("y", dtype)
                .build();
        double unit = switch (dtype) {
            case DOUBLE -> 0x1p-53;
            case FLOAT16 -> 0x1p-11;
            default -> 0x1p-24;
        };
        assertThat(largestShare(model, dtype)).isBetween(unit / 100, 200 * unit);
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 13, 18, 21, 22, 24})
    void noiseIsOneSizeInAllOpsets(long opset) {
        var model = Models.of(DType.FLOAT, WIDTH)
                .opset(opset)
                .weight("w", 3, 1, WIDTH, 16)
                .node("MatMul", List.of("x", "w"), "h")
                .node("Sigmoid", List.of("h"), "y")
                .output("y", DType.FLOAT)
                .build();
        assertThat(largestShare(model, DType.FLOAT)).isBetween(1e-8, 1e-5);
    }

    @Test
    void noiseDoesNotAverageOutInLongSums() {
        double few = largestShare(equalTerms(16), DType.FLOAT);
        double many = largestShare(equalTerms(1 << 16), DType.FLOAT);
        // Independent noise of the terms alone would be 64 times smaller.
        assertThat(many).isGreaterThan(few / 8);
    }

    @Test
    void roundingsThatAddUpAreSeenInHalves() {
        var model = equalTerms(1 << 16);
        var x = input(DType.FLOAT);
        double plain = run(model, x).getDouble(0);
        double exact = (1 << 16) * (double) 0.1f * x.getDouble(0);
        double halves = run(NoisyModel.of(model, NoiseLevel.THOROUGH, 1), x).getDouble(0);
        // Either half is off by its own share, as its partial sums are smaller.
        assertThat(Math.abs(halves - plain)).isGreaterThan(Math.abs(plain - exact) / 6);
    }

    /** The first element of each row, a number of times, times 0.1. */
    private static OnnxModel equalTerms(int terms) {
        return Models.of(DType.FLOAT, WIDTH)
                .constant("first", Tensor.ofLongs(DType.INT64, new long[] {terms}, new long[terms]))
                .constant("w", Tensor.ofDoubles(DType.FLOAT, new long[] {terms, 1}, filled(terms)))
                .node("Gather", List.of("x", "first"), "wide", Map.of("axis", new IntValue(1)))
                .node("MatMul", List.of("wide", "w"), "y")
                .output("y", DType.FLOAT)
                .build();
    }

    private static double[] filled(int length) {
        var values = new double[length];
        Arrays.fill(values, 0.1f);
        return values;
    }

    @Test
    void spectraAreNoisyWhereTheyCancel() {
        var model = Models.of(DType.FLOAT, WIDTH)
                .constant("axes", Tensor.ofLongs(DType.INT64, new long[] {1}, 2))
                .constant("fill", Tensor.ofFloats(new long[] {1}, 1))
                .node("Mul", List.of("x", "fill"), "same")
                .node("Unsqueeze", List.of("same", "axes"), "signal")
                .node("DFT", List.of("signal"), "y", Map.of("axis", new IntValue(1)))
                .output("y", DType.FLOAT)
                .build();
        // The imaginary part of the mean is zero whatever the signal is.
        var mean = run(NoisyModel.of(model, NoiseLevel.USUAL, 1), input(DType.FLOAT));
        assertThat(Math.abs(mean.getDouble(1))).isBetween(1e-9, 1e-3);
    }

    @Test
    void lengthsAreNotMoved() {
        var model = Models.of(DType.FLOAT, WIDTH)
                .constant("none", Tensor.ofFloats(new long[] {0}))
                .constant("two", Tensor.ofFloats(new long[] {2}, 2, 2))
                .node("Cast", List.of("two"), "scales", Map.of("to", new IntValue(1)))
                .node(
                        "Resize",
                        List.of("x", "none", "scales"),
                        "y",
                        Map.of("mode", new StringValue(OnnxAttribute.Text.of("linear"))))
                .output("y", DType.FLOAT)
                .build();
        assertThat(run(NoisyModel.of(model, NoiseLevel.USUAL, 1), input(DType.FLOAT))
                        .sizes())
                .containsExactly(4, 2 * WIDTH);
    }

    @Test
    void infinitiesAndMasksSurvive() {
        var model = Models.of(DType.FLOAT, WIDTH)
                .constant("mask", Tensor.ofFloats(new long[] {1}, -Float.MAX_VALUE))
                .constant("one", Tensor.ofFloats(new long[] {1}, 1))
                .node("Mul", List.of("mask", "one"), "low")
                .node("Add", List.of("x", "low"), "masked")
                .node("Softmax", List.of("masked"), "y", Map.of("axis", new IntValue(-1)))
                .output("y", DType.FLOAT)
                .build();
        for (double value : run(NoisyModel.of(model, NoiseLevel.USUAL, 1), input(DType.FLOAT))
                .doubles()) {
            assertThat(value).isFinite();
        }
    }

    private static double largestRelative(OnnxModel model, DType dtype) {
        var x = input(dtype);
        var plain = run(model, x);
        var noisy = run(NoisyModel.of(model, NoiseLevel.USUAL, 1), x);
        double largest = 0;
        for (int i = 0; i < plain.elements(); i++) {
            double apart = Math.abs(noisy.getDouble(i) / plain.getDouble(i) - 1);
            largest = Math.max(largest, apart);
        }
        return largest;
    }

    private static double largestShare(OnnxModel model, DType dtype) {
        var x = input(dtype);
        var plain = run(model, x).doubles();
        var noisy = run(NoisyModel.of(model, NoiseLevel.USUAL, 1), x).doubles();
        double apart = 0;
        double largest = 0;
        for (int i = 0; i < plain.length; i++) {
            apart = Math.max(apart, Math.abs(noisy[i] - plain[i]));
            largest = Math.max(largest, Math.abs(plain[i]));
        }
        return apart / largest;
    }

    private static Tensor input(DType dtype) {
        var values = new Random(7).doubles(2L * WIDTH, 0.1, 2).toArray();
        return Tensor.ofDoubles(dtype, new long[] {2, WIDTH}, values);
    }

    private static Tensor run(OnnxModel model, Tensor x) {
        try (var runner = OnnxRuntimeRunner.open(model, "test", OnnxRuntimeRunner.Settings.reference(1))) {
            return ((Datum.Dense) Objects.requireNonNull(
                            runner.run(Map.of("x", Datum.of(x))).get("y")))
                    .tensor();
        }
    }
}
