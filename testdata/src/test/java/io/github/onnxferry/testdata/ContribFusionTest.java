package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ONNX Runtime's optimiser fuses, against ONNX Runtime. */
class ContribFusionTest {
    @ParameterizedTest
    @CsvSource({
        "3 4,     4 5,     0, 0, 0, 0, 1",
        "4 3,     4 5,     1, 0, 0, 0, 0.5",
        "3 4,     5 4,     0, 1, 0, 0, -2",
        "2 3 4,   5 4,     0, 1, 0, 0, 1",
        "2 3 4,   4 5,     0, 0, 0, 0, 0.3",
        "2 4 3,   4 5,     1, 0, 0, 0, 1",
        "2 6 3 4, 2 6 5 4, 0, 1, 0, 0, 0.25",
        "1 6 4 3, 2 1 5 4, 1, 1, 0, 0, 1",
        "3 4,     2 5 4,   0, 1, 0, 0, 1",
        "4,       4 5,     0, 0, 0, 0, 1",
        "3 4,     4,       0, 0, 0, 0, 2",
        "3 2 4,   2 4 5,   0, 0, 1, 0, 1",
        "4 2 3,   2 4 5,   1, 0, 1, 0, 1",
        "2 3 4,   4 2 5,   0, 0, 0, 1, 1",
        "3 2 6 4, 5 2 6 4, 0, 1, 1, 1, 1",
    })
    void fusedMatMul(String a, String b, long transA, long transB, long batchA, long batchB, double alpha) {
        ContribModel.of("FusedMatMul")
                .floats(a)
                .floats(b)
                .with("transA", transA)
                .with("transB", transB)
                .with("transBatchA", batchA)
                .with("transBatchB", batchB)
                .with("alpha", alpha)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"3 4, 4 5, 0, 0", "2 4 3, 2 5 4, 1, 1"})
    void transposeMatMul(String a, String b, long transA, long transB) {
        ContribModel.of("TransposeMatMul")
                .floats(a)
                .floats(b)
                .with("transA", transA)
                .with("transB", transB)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Relu,        0,   0",
        "LeakyRelu,   0.2, 0",
        "Sigmoid,     0,   0",
        "Tanh,        0,   0",
        "HardSigmoid, 0.3, 0.4",
        "Elu,         0.7, 0",
        "Softplus,    0,   0",
        "Softsign,    0,   0",
        "ThresholdedRelu, 0.5, 0",
    })
    void fusedGemm(String activation, double alpha, double beta) {
        ContribModel.of("FusedGemm")
                .floats("3 4")
                .weights("5 4")
                .floats("5")
                .with("transB", 1)
                .with("alpha", 0.5)
                .with("activation", activation)
                .with("activation_alpha", alpha)
                .with("activation_beta", beta)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1 3 6 7,   4 3 3 3, 4, -,       1, 1 1 1 1",
        "2 4 6 7,   4 2 3 3, -, -,       2, 0 1 2 1",
        "1 4 6 7,   4 1 3 3, 4, -,       4, 1 1 1 1",
        "1 3 6 7,   4 3 3 3, 4, 1 4 6 7, 1, 1 1 1 1",
        "1 3 6 7,   4 3 1 1, -, 1 4 6 7, 1, 0 0 0 0",
        "1 3 9,     4 3 3,   4, -,       1, 1 1",
    })
    void fusedConv(String x, String w, String bias, String summand, long group, String pads) {
        ContribModel.of("FusedConv")
                .floats(x)
                .weights(w)
                .weights(bias)
                .floats(summand)
                .with("group", group)
                .with("activation", "Relu")
                .withInts("pads", pads)
                .check(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sigmoid", "Tanh", "LeakyRelu", "Clip", "HardSigmoid"})
    void activationsOfConvolutions(String activation) {
        var model = ContribModel.of("FusedConv")
                .floats("1 3 6 7")
                .weights("4 3 3 3")
                .with("activation", activation);
        if (activation.equals("LeakyRelu")) {
            model.withFloats("activation_params", 0.1f);
        } else if (activation.equals("Clip")) {
            model.withFloats("activation_params", -0.5f, 2f);
        } else if (activation.equals("HardSigmoid")) {
            model.withFloats("activation_params", 0.1f, 0.4f);
        }
        model.check(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Gelu, 2 3 8, -",
        "QuickGelu, 2 3 8, -",
        "FastGelu, 2 3 8, -",
        "FastGelu, 2 3 8, 8",
        "BiasGelu, 2 3 8, 8",
        "BiasGelu, 8, 8",
        "FastGelu, 0 8, 8",
    })
    void gelus(String op, String x, String bias) {
        ContribModel.of(op).floats(x).floats(bias).check(1);
    }

    @Test
    void quickGeluHasAFactor() {
        ContribModel.of("QuickGelu").floats("5 7").with("alpha", 0.8).check(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2 3 8, 2 3 8, 8, -",
        "2 3 8, 2 3 8, 8, 8",
        "2 3 8, 1 3 8, 8, 8",
        "2 3 8, 3 8,   -, 8",
        "6 8,   6 8,   8, -",
        "2 3 8, 2 3 8, -, -",
        "0 3 8, 0 3 8, 8, -",
    })
    void skipLayerNormalization(String x, String skip, String beta, String bias) {
        ContribModel.of("SkipLayerNormalization")
                .floats(x)
                .floats(skip)
                .weights("8")
                .weights(beta)
                .weights(bias)
                .with("epsilon", 1e-5)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"2 3 8, 2 3 8, -", "2 3 8, 2 3 8, 8", "2 3 8, 3 8, 8", "6 8, 6 8, -"})
    void skipSimplifiedLayerNormalization(String x, String skip, String bias) {
        ContribModel.of("SkipSimplifiedLayerNormalization")
                .floats(x)
                .floats(skip)
                .weights("8")
                .weights(bias)
                .with("epsilon", 1e-6)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"2 3, 2 3, 5 8, -,   -", "2 3, 2 3, 5 8, 2 3, -", "2 3, -, -, 2 3, 2 3", "2 3, -, -, -, 1 3"})
    void embedLayerNormalization(String ids, String segments, String segmentTable, String mask, String positions) {
        Differential.check(
                ContribModel.of("EmbedLayerNormalization")
                        .integers(INT32, 11, ids)
                        .integers(INT32, 5, segments)
                        .weights("11 8")
                        .weights("7 8")
                        .weights(segmentTable)
                        .weights("8")
                        .weights("8")
                        .integers(INT32, 2, mask)
                        .integers(INT32, 7, positions)
                        .outputs(FLOAT, INT32, FLOAT),
                1e-4,
                1e-5);
    }
}
