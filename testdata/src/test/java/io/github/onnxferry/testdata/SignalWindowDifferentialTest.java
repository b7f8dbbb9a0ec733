package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;

import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows and filter banks against ONNX Runtime. */
class SignalWindowDifferentialTest {
    @ParameterizedTest
    @CsvSource({
        "HannWindow, 8, 1, FLOAT, INT64",
        "HannWindow, 9, 0, FLOAT, INT32",
        "HannWindow, 1, 1, FLOAT, INT64",
        "HannWindow, 2, 0, DOUBLE, INT32",
        "HannWindow, 33, 1, DOUBLE, INT64",
        "HannWindow, 400, 1, FLOAT, INT64",
        "HammingWindow, 8, 1, FLOAT, INT64",
        "HammingWindow, 9, 0, FLOAT, INT32",
        "HammingWindow, 1, 1, FLOAT, INT64",
        "HammingWindow, 2, 0, DOUBLE, INT32",
        "HammingWindow, 33, 1, DOUBLE, INT64",
        "HammingWindow, 400, 1, FLOAT, INT64",
        "BlackmanWindow, 8, 1, FLOAT, INT64",
        "BlackmanWindow, 9, 0, FLOAT, INT32",
        "BlackmanWindow, 1, 1, FLOAT, INT64",
        "BlackmanWindow, 2, 0, DOUBLE, INT32",
        "BlackmanWindow, 33, 1, DOUBLE, INT64",
        "BlackmanWindow, 400, 1, FLOAT, INT64"
    })
    void makesWindows(String op, long size, long periodic, DType dtype, DType sizeType) {
        Differential.check(
                TestModel.opset(17)
                        .input("size", Tensor.ofLongs(sizeType, new long[0], size))
                        .node(
                                op,
                                "size",
                                "y",
                                Map.of(
                                        "periodic",
                                        new IntValue(periodic),
                                        "output_datatype",
                                        new IntValue(OnnxTypes.number(dtype))))
                        .output("y", dtype),
                1e-4,
                1e-6);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 16, 8192, 0, 4096", "20, 512, 16000, 20, 8000", "40, 400, 16000, 0, 8000", "80, 401, 22050, 40.5, 7600",
        "10, 64, 8000, 300, 3400", "23, 256, 8000, 0, 4000", "3, 32, 44100, 1000, 20000", "64, 64, 16000, 0, 8000",
        "1, 16, 16000, 100, 7000", "5, 7, 100, 1, 40"
    })
    void makesMelFilters(long filters, long length, long rate, float low, float high) {
        var test = TestModel.opset(17)
                .input("filters", Tensor.ofLongs(INT64, new long[0], filters))
                .input("length", Tensor.ofLongs(INT64, new long[0], length))
                .input("rate", Tensor.ofLongs(INT64, new long[0], rate))
                .input("low", Tensor.ofFloats(new long[0], low))
                .input("high", Tensor.ofFloats(new long[0], high));
        Differential.check(test.node("MelWeightMatrix", "filters,length,rate,low,high", "y")
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"INT32, DOUBLE", "INT64, FLOAT", "INT32, INT64", "INT64, UINT8"})
    void takesAndGivesOtherTypes(DType integer, DType dtype) {
        var test = TestModel.opset(17)
                .input("filters", Tensor.ofLongs(integer, new long[0], 12))
                .constant("length", Tensor.ofLongs(integer, new long[0], 128))
                .constant("rate", Tensor.ofLongs(integer, new long[0], 8000))
                .constant("low", Tensor.ofFloats(new long[0], 60f))
                .constant("high", Tensor.ofFloats(new long[0], 3800f));
        Differential.check(test.node(
                        "MelWeightMatrix",
                        "filters,length,rate,low,high",
                        "y",
                        Map.of("output_datatype", new IntValue(OnnxTypes.number(dtype))))
                .output("y", dtype));
        Differential.check(TestModel.opset(17)
                .input("size", Tensor.ofLongs(INT32, new long[0], 6))
                .node("HannWindow", "size", "y", Map.of("output_datatype", new IntValue(OnnxTypes.number(dtype))))
                .output("y", dtype));
    }
}
