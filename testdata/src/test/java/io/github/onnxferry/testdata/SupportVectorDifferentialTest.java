package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.STRING;
import static io.github.onnxferry.testdata.MlModels.floats;
import static io.github.onnxferry.testdata.MlModels.gives;
import static io.github.onnxferry.testdata.MlModels.ints;
import static io.github.onnxferry.testdata.MlModels.number;
import static io.github.onnxferry.testdata.MlModels.numbers;
import static io.github.onnxferry.testdata.MlModels.random;
import static io.github.onnxferry.testdata.MlModels.randoms;
import static io.github.onnxferry.testdata.MlModels.strings;
import static io.github.onnxferry.testdata.MlModels.text;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Support vector machines against ONNX Runtime. */
class SupportVectorDifferentialTest {
    private static final int FEATURES = 3;

    /** A machine of some vectors for each class. */
    private static Map<String, OnnxAttribute> machine(String kernel, long... ofClass) {
        int vectors = (int) Arrays.stream(ofClass).sum();
        int classes = ofClass.length;
        return new HashMap<>(Map.of(
                "kernel_type", text(kernel),
                "kernel_params", floats(0.11, 0.3, 3),
                "vectors_per_class", ints(ofClass),
                "support_vectors", floats(randoms(1, vectors * FEATURES)),
                "coefficients", floats(randoms(2, vectors * (classes - 1))),
                "rho", floats(randoms(3, classes * (classes - 1) / 2)),
                "classlabels_ints", ints(Arrays.copyOf(new long[] {4, 2, 9, 7, 5}, classes))));
    }

    private static void withProbabilities(Map<String, OnnxAttribute> attributes, int classes) {
        int pairs = classes * (classes - 1) / 2;
        attributes.put(
                "prob_a",
                floats(Arrays.stream(randoms(4, pairs)).map(v -> v - 2).toArray()));
        attributes.put("prob_b", floats(randoms(5, pairs)));
    }

    private static void check(Tensor x, DType label, Map<String, OnnxAttribute> attributes) {
        Differential.check(MlModels.classifier("SVMClassifier", 1, x, label, attributes), 1e-3, 2e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LINEAR", "POLY", "RBF", "SIGMOID"})
    void classifiesWithEachKernel(String kernel) {
        for (var ofClass : new long[][] {{2, 3}, {3, 1, 2}, {1, 2, 1, 3}}) {
            var attributes = machine(kernel, ofClass);
            check(random(FLOAT, 1, 6, FEATURES), INT64, attributes);
            check(random(FLOAT, 2, FEATURES), INT64, attributes);
            withProbabilities(attributes, ofClass.length);
            check(random(FLOAT, 3, 6, FEATURES), INT64, attributes);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT", "DOUBLE", "INT32", "INT64"})
    void classifiesEachType(DType dtype) {
        for (var ofClass : new long[][] {{2, 2}, {2, 1, 2}}) {
            var attributes = machine("RBF", ofClass);
            check(random(dtype, 1, 5, FEATURES), INT64, attributes);
            withProbabilities(attributes, ofClass.length);
            check(random(dtype, 2, 5, FEATURES), INT64, attributes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO"})
    void transformsScores(String transform) {
        for (var ofClass : new long[][] {{2, 3}, {3, 1, 2}}) {
            var attributes = machine("LINEAR", ofClass);
            attributes.put("post_transform", text(transform));
            check(random(FLOAT, 1, 4, FEATURES), INT64, attributes);
            withProbabilities(attributes, ofClass.length);
            check(random(FLOAT, 2, 4, FEATURES), INT64, attributes);
        }
    }

    @Test
    void classifiesIntoTexts() {
        var attributes = machine("RBF", 1, 2, 2, 1, 1);
        attributes.remove("classlabels_ints");
        attributes.put("classlabels_strings", strings("a", "b", "c", "d", "ö"));
        check(random(FLOAT, 1, 9, FEATURES), STRING, attributes);
        withProbabilities(attributes, 5);
        check(random(FLOAT, 1, 9, FEATURES), STRING, attributes);
    }

    /** Rows need different numbers of rounds, and one is sure of its class. */
    @Test
    void couplesPairsOfClassesRowByRow() {
        var attributes = machine("LINEAR", 2, 2, 2);
        attributes.put("prob_a", floats(-40, -3, 0.01));
        attributes.put("prob_b", floats(0, 1, -1));
        check(random(FLOAT, 3, 40, FEATURES), INT64, attributes);
        check(random(FLOAT, 3, 0, FEATURES), INT64, attributes);
    }

    @ParameterizedTest
    @CsvSource({"2, NONE", "3, NONE", "3, SOFTMAX", "2, LOGISTIC", "4, PROBIT", "3, SOFTMAX_ZERO"})
    void classifiesLinearly(int classes, String transform) {
        for (boolean positive : new boolean[] {false, true}) {
            var coefficients = Arrays.stream(randoms(7, classes * FEATURES))
                    .map(v -> positive ? Math.abs(v) : v)
                    .toArray();
            Map<String, OnnxAttribute> attributes = new HashMap<>(Map.of(
                    "coefficients", floats(coefficients),
                    "kernel_params", floats(0, 0, 0),
                    "rho", floats(0.25),
                    "post_transform", text(transform),
                    "classlabels_ints", ints(Arrays.copyOf(new long[] {4, 2, 9, 7}, classes))));
            check(random(FLOAT, 5, 8, FEATURES), INT64, attributes);
            check(random(DOUBLE, 6, FEATURES), INT64, attributes);
        }
    }

    private static Map<String, OnnxAttribute> regressor(String kernel, int vectors, boolean oneClass) {
        return new HashMap<>(Map.of(
                "kernel_type", text(kernel),
                "kernel_params", floats(0.2, -0.1, 2),
                "n_supports", number((long) vectors),
                "support_vectors", floats(randoms(1, vectors * FEATURES)),
                "coefficients", floats(randoms(2, vectors)),
                "rho", floats(-0.2),
                "one_class", number(oneClass ? 1L : 0L)));
    }

    @ParameterizedTest
    @CsvSource({
        "LINEAR, false",
        "POLY, false",
        "RBF, false",
        "SIGMOID, false",
        "LINEAR, true",
        "POLY, true",
        "RBF, true",
        "SIGMOID, true"
    })
    void regresses(String kernel, boolean oneClass) {
        for (int vectors : new int[] {1, 4, 9}) {
            var attributes = regressor(kernel, vectors, oneClass);
            for (var x : new Tensor[] {random(FLOAT, 1, 5, FEATURES), random(FLOAT, 2, FEATURES)}) {
                Differential.check(MlModels.of("SVMRegressor", 1, x, FLOAT, attributes), 1e-3, 1e-5);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5", "1", "2", "3", "4.5"})
    void regressesWithEachDegree(float degree) {
        var attributes = regressor("POLY", 3, false);
        attributes.put("kernel_params", floats(0.01, 4, degree));
        Differential.check(
                MlModels.of("SVMRegressor", 1, random(FLOAT, 4, 6, FEATURES), FLOAT, attributes), 1e-3, 1e-5);
    }

    @Test
    void regressesLinearly() {
        Map<String, OnnxAttribute> attributes = Map.of(
                "coefficients", floats(0.5, -1, 2),
                "kernel_params", floats(0, 0, 0),
                "n_supports", number(0L),
                "rho", floats(0.25));
        Differential.check(MlModels.of("SVMRegressor", 1, random(FLOAT, 1, 5, FEATURES), FLOAT, attributes));
        for (var dtype : new DType[] {DOUBLE, INT64}) {
            gives(
                    MlModels.of("SVMRegressor", 1, numbers(dtype, new long[] {1, 3}, 2, 1, -1), FLOAT, attributes),
                    numbers(FLOAT, new long[] {1, 1}, -1.75));
        }
    }
}
