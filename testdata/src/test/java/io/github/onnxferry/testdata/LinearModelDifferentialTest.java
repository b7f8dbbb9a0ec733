package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Linear models against ONNX Runtime. */
class LinearModelDifferentialTest {
    private static Map<String, OnnxAttribute> attributes(int functions, String transform) {
        return new HashMap<>(Map.of(
                "coefficients", floats(randoms(functions, 4 * functions)),
                "intercepts", floats(randoms(functions + 10L, functions)),
                "post_transform", text(transform)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"})
    void regressesByEachTransform(String transform) {
        for (int targets : new int[] {1, 2, 5}) {
            var attributes = attributes(targets, transform);
            attributes.put("targets", number((long) targets));
            for (var x : new Tensor[] {random(FLOAT, 1, 3, 4), random(FLOAT, 2, 4), random(FLOAT, 3, 1, 4)}) {
                Differential.check(MlModels.of("LinearRegressor", 1, x, FLOAT, attributes), 1e-4, 1e-5);
            }
        }
    }

    @Test
    void regressesWithoutIntercepts() {
        var attributes = Map.of("coefficients", floats(randoms(1, 8)), "targets", number(2L));
        Differential.check(MlModels.of("LinearRegressor", 1, random(FLOAT, 1, 5, 4), FLOAT, attributes));
        var one = Map.of("coefficients", floats(2, -1), "targets", number(1L), "intercepts", floats(0.5));
        Differential.check(MlModels.of("LinearRegressor", 1, random(FLOAT, 1, 0, 2), FLOAT, one));
        for (var dtype : new DType[] {DOUBLE, INT32, INT64}) {
            gives(
                    MlModels.of("LinearRegressor", 1, numbers(dtype, new long[] {2, 2}, 1, 2, 3, 4), FLOAT, one),
                    numbers(FLOAT, new long[] {2, 1}, 0.5, 2.5));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, FLOAT",
        "SOFTMAX, FLOAT",
        "LOGISTIC, FLOAT",
        "SOFTMAX_ZERO, FLOAT",
        "PROBIT, FLOAT",
        "NONE, DOUBLE",
        "LOGISTIC, DOUBLE",
        "SOFTMAX, INT32",
        "NONE, INT64",
        "LOGISTIC, INT64"
    })
    void classifiesByEachTransform(String transform, DType dtype) {
        for (int classes : new int[] {2, 3, 6}) {
            var attributes = attributes(classes, transform);
            attributes.put("classlabels_ints", ints(java.util.Arrays.copyOf(new long[] {7, -2, 30, 4, 5, 6}, classes)));
            for (var x : new Tensor[] {random(dtype, 1, 5, 4), random(dtype, 2, 4)}) {
                Differential.check(MlModels.classifier("LinearClassifier", 1, x, INT64, attributes), 1e-4, 1e-5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO"})
    void classifiesTwoByOneFunction(String transform) {
        var attributes = attributes(1, transform);
        attributes.put("classlabels_ints", ints(5, 9));
        var texts = attributes(1, transform);
        texts.put("classlabels_strings", strings("nein", "ja"));
        for (var x : new Tensor[] {random(FLOAT, 1, 6, 4), random(FLOAT, 2, 4), random(FLOAT, 2, 0, 4)}) {
            Differential.check(MlModels.classifier("LinearClassifier", 1, x, INT64, attributes), 1e-4, 1e-5);
            Differential.check(MlModels.classifier("LinearClassifier", 1, x, STRING, texts), 1e-4, 1e-5);
        }
    }

    @Test
    void classifiesIntoTexts() {
        var attributes = attributes(3, "SOFTMAX");
        attributes.put("classlabels_strings", strings("rot", "grün", "blau"));
        attributes.put("multi_class", number(1L));
        for (var dtype : new DType[] {FLOAT, INT64}) {
            Differential.check(
                    MlModels.classifier("LinearClassifier", 1, random(dtype, 1, 7, 4), STRING, attributes), 1e-4, 1e-5);
        }
    }

    @Test
    void equalScoresGoToTheFirst() {
        Map<String, OnnxAttribute> attributes = Map.of(
                "coefficients", floats(1, 1, 0, 0, 1, 1),
                "intercepts", floats(0, 0, 0),
                "classlabels_ints", ints(1, 2, 3));
        var x = numbers(FLOAT, new long[] {3, 2}, 1, -1, 2, 0, -2, 0);
        Differential.check(MlModels.classifier("LinearClassifier", 1, x, INT64, attributes));
    }

    @Test
    void refusesWhatOnnxRuntimeLeavesUndefined() {
        var attributes = attributes(1, "PROBIT");
        attributes.put("classlabels_ints", ints(0, 1));
        var model = MlModels.classifier("LinearClassifier", 1, random(FLOAT, 1, 2, 4), INT64, attributes);
        assertThatThrownBy(() -> Differential.check(model)).hasMessageContaining("probit");
    }
}
