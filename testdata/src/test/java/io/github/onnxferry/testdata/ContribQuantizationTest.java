package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT16;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT8;
import static io.github.onnxferry.converter.tensor.DType.UINT8;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators of quantised tensors of com.microsoft against ONNX Runtime: no integer may differ. */
class ContribQuantizationTest {
    private static ContribModel quantized(ContribModel model, DType dtype, String sizes, double scale, long zeroPoint) {
        return model.integers(dtype, dtype == UINT8 ? 256 : 128, sizes)
                .scale(scale)
                .zeroPoint(dtype, zeroPoint);
    }

    private static void checkExact(ContribModel model, DType dtype) {
        Differential.check(model.outputs(dtype), 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "QLinearAdd, UINT8, 2 3 4, 2 3 4",
        "QLinearAdd, INT8,  2 3 4, 2 3 4",
        "QLinearAdd, UINT8, 2 3 4, 3 1",
        "QLinearAdd, UINT8, 4,     2 3 4",
        "QLinearAdd, INT8,  2 1 4, 3 1",
        "QLinearAdd, UINT8, 1,     5",
        "QLinearMul, UINT8, 2 3 4, 2 3 4",
        "QLinearMul, INT8,  2 3 4, 2 3 4",
        "QLinearMul, UINT8, 2 3 4, 3 1",
        "QLinearMul, INT8,  4,     2 3 4",
    })
    void arithmetic(String op, DType dtype, String a, String b) {
        var model = quantized(ContribModel.of(op), dtype, a, 0.02, 7);
        quantized(model, dtype, b, 0.03, 5);
        checkExact(model.scale(0.05).zeroPoint(dtype, 11), dtype);
    }

    @ParameterizedTest
    @CsvSource({"QLinearSigmoid, UINT8", "QLinearSigmoid, INT8", "QLinearLeakyRelu, UINT8", "QLinearLeakyRelu, INT8"})
    void activations(String op, DType dtype) {
        checkExact(
                quantized(ContribModel.of(op), dtype, "3 40", 0.05, 3)
                        .scale(0.004)
                        .zeroPoint(dtype, 2),
                dtype);
    }

    @ParameterizedTest
    @CsvSource({"UINT8, 2 3 4, -1, 13", "INT8, 2 3 4, 1, 13", "UINT8, 2 3 4, 1, 12", "INT8, 5 9, 1, 11"})
    void softmax(DType dtype, String sizes, long axis, long opset) {
        checkExact(
                quantized(ContribModel.of("QLinearSoftmax"), dtype, sizes, 0.05, 3)
                        .scale(1.0 / 256)
                        .zeroPoint(dtype, dtype == UINT8 ? 0 : -128)
                        .with("axis", axis)
                        .with("opset", opset),
                dtype);
    }

    @ParameterizedTest
    @CsvSource({"UINT8, 1", "INT8, 1", "UINT8, -1"})
    void concat(DType dtype, long axis) {
        var model = ContribModel.of("QLinearConcat").scale(0.05).zeroPoint(dtype, 11);
        quantized(model, dtype, "2 3 4", 0.02, 7);
        quantized(model, dtype, "2 3 4", 0.07, 3);
        checkExact(model.with("axis", axis), dtype);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"UINT8", "INT8"})
    void where(DType dtype) {
        var model = ContribModel.of("QLinearWhere").integers(BOOL, 2, "2 3 4");
        quantized(model, dtype, "2 3 4", 0.02, 7);
        quantized(model, dtype, "3 1", 0.07, 3);
        checkExact(model.scale(0.05).zeroPoint(dtype, 11), dtype);
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8, 1 3 7 8, 3 2, 2 1, 0 0 0 0, 0, 0",
        "UINT8, 1 3 7 8, 3 2, 2 1, 1 0 1 1, 0, 0",
        "INT8,  1 3 7 8, 3 3, 2 2, 1 1 1 1, 1, 0",
        "UINT8, 1 7 8 3, 3 3, 2 2, 1 1 1 1, 0, 1",
    })
    void averagePool(
            DType dtype, String x, String kernel, String strides, String pads, long includePads, long channelsLast) {
        checkExact(
                quantized(ContribModel.of("QLinearAveragePool"), dtype, x, 0.02, 7)
                        .scale(0.0293)
                        .zeroPoint(dtype, 5)
                        .withInts("kernel_shape", kernel)
                        .withInts("strides", strides)
                        .withInts("pads", pads)
                        .with("count_include_pad", includePads)
                        .with("channels_last", channelsLast),
                dtype);
    }

    @ParameterizedTest
    @CsvSource({"UINT8, 2 3 7 8, 0", "INT8, 2 3 7 8, 0", "UINT8, 2 7 8 3, 1", "UINT8, 1 5 4, 0"})
    void globalAveragePool(DType dtype, String x, long channelsLast) {
        checkExact(
                quantized(ContribModel.of("QLinearGlobalAveragePool"), dtype, x, 0.02, 7)
                        .scale(0.03)
                        .zeroPoint(dtype, 5)
                        .with("channels_last", channelsLast),
                dtype);
    }

    @ParameterizedTest
    @CsvSource({
        "1 3 6 7, 4 3 3 3, 1, 0, 1",
        "1 6 7 3, 4 3 3 3, 1, 1, 1",
        "1 6 7 4, 4 1 3 3, 4, 1, 4",
    })
    void convolutions(String x, String w, long group, long channelsLast, String weightScales) {
        var model = quantized(ContribModel.of("QLinearConv"), UINT8, x, 0.02, 7).integerWeights(INT8, 100, w);
        if (weightScales.equals("1")) {
            model.scale(0.01).zeroPoint(INT8, 0);
        } else {
            model.constant(Tensor.ofFloats(new long[] {4}, 0.01f, 0.02f, 0.005f, 0.015f))
                    .integerWeights(INT8, 1, "4");
        }
        checkExact(
                model.scale(0.1)
                        .zeroPoint(UINT8, 100)
                        .integerWeights(INT32, 50, "4")
                        .with("group", group)
                        .with("channels_last", channelsLast)
                        .withInts("pads", "1 1 1 1"),
                UINT8);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 4 5, 0.5, true", "0, 1, 5 4, 1, true", "1, 0, 4 5, 1, false", "0, 1, 5 4, 2, false"})
    void gemm(long transA, long transB, String b, double alpha, boolean quantizes) {
        var model = quantized(ContribModel.of("QGemm"), UINT8, transA == 1 ? "4 3" : "3 4", 0.02, 120)
                .integerWeights(INT8, 100, b)
                .scale(0.01)
                .zeroPoint(INT8, 3)
                .integerWeights(INT32, 900, "5")
                .with("alpha", alpha)
                .with("transA", transA)
                .with("transB", transB);
        if (quantizes) {
            checkExact(model.scale(0.05).zeroPoint(UINT8, 100), UINT8);
        } else {
            Differential.check(model.outputs(FLOAT), 1e-4, 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "5"})
    void matMulIntegerToFloat(String bias) {
        ContribModel.of("MatMulIntegerToFloat")
                .integers(UINT8, 256, "2 3 4")
                .integerWeights(INT8, 100, "4 5")
                .scale(0.02)
                .weights("5")
                .zeroPoint(UINT8, 120)
                .integerWeights(INT8, 9, "5")
                .weights(bias)
                .check(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "5"})
    void dynamicQuantizeMatMul(String bias) {
        ContribModel.of("DynamicQuantizeMatMul")
                .floats("2 3 4")
                .integerWeights(INT8, 100, "4 5")
                .scale(0.02)
                .zeroPoint(INT8, 3)
                .weights(bias)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"3 4, 4 5", "2 3 4, 4 5"})
    void matMulInteger16(String a, String b) {
        Differential.check(
                ContribModel.of("MatMulInteger16")
                        .integers(INT16, 3000, a)
                        .integers(INT16, 3000, b)
                        .outputs(INT32),
                0,
                0);
    }

    @ParameterizedTest
    @CsvSource({"UINT8, ''", "INT8, ''", "UINT8, 3", "INT8, 3"})
    void quantizeAndDequantize(DType dtype, String scale) {
        var scales =
                scale.isEmpty() ? Tensor.scalar(FLOAT, 0.03) : Tensor.ofFloats(new long[] {3}, 0.01f, 0.02f, 0.03f);
        checkExact(
                ContribModel.of("QuantizeLinear")
                        .floats("2 3 4")
                        .constant(scales)
                        .integerWeights(dtype, 20, scale)
                        .with("axis", 1),
                dtype);
        ContribModel.of("DequantizeLinear")
                .integers(dtype, 100, "2 3 4")
                .constant(scales)
                .integerWeights(dtype, 20, scale)
                .with("axis", 1)
                .check(1);
    }
}
