package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.STRING;

import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers written as text and read from it, against ONNX Runtime. */
class TextCastDifferentialTest {
    private static final int OPSET = 21;

    private static TestModel cast(Tensor x, DType to) {
        return TestModel.opset(OPSET)
                .input("x", x)
                .node("Cast", "x", "y", Map.of("to", new IntValue(OnnxTypes.number(to))))
                .output("y", to);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16"})
    void writesFloats(DType dtype) {
        var values = DoubleStream.of(
                        0,
                        -0.0,
                        1,
                        -1.5,
                        1e-5,
                        1e-4,
                        0.1,
                        1.0 / 3,
                        1e5,
                        123456.789,
                        65504,
                        1e7,
                        1e8,
                        1e10,
                        3.4e38,
                        1e-20,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        100,
                        1000000,
                        314.15926)
                .toArray();
        Differential.check(cast(Tensor.ofDoubles(dtype, new long[] {values.length}, values), STRING));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "BOOL"})
    void writesIntegers(DType dtype) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", Tensor.ofLongs(DType.INT64, new long[] {2, 2}, 0, 1, -1, 100))
                .node("Cast", "x", "number", Map.of("to", new IntValue(OnnxTypes.number(dtype))))
                .node("Cast", "number", "y", Map.of("to", new IntValue(OnnxTypes.number(STRING))))
                .output("y", STRING));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16"})
    void readsFloats(DType dtype) {
        Differential.check(cast(
                TextDifferentialTest.strings(
                        "0|-0|1|1.0| 1.5|+2|-3.25|1e-5|1E3|.5|5.|NaN|nan|INF|+INF|-INF|inf|-inf|100000|0.1|1e30"),
                dtype));
    }

    @ParameterizedTest
    @CsvSource({
        "INT8,0|1|-1|127|300",
        "INT16,0|1|-1|+12| 5",
        "INT32,0|1|-1|2147483647|3.7",
        "INT64,0|-9223372036854775808|9223372036854775807|1e5|5 apples",
        "UINT8,0|1|255|300",
        "UINT16,0|65535",
        "UINT32,0|4294967295",
        "UINT64,0|18446744073709551615|7",
        "BOOL,0|1|2|-1|00"
    })
    void readsIntegers(DType dtype, String values) {
        Differential.check(cast(TextDifferentialTest.strings(values), dtype));
    }

    @Test
    void castsLikeAnother() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", TextDifferentialTest.strings("1.5|2"))
                .input("number", Tensor.ofFloats(new long[] {1}, 0))
                .input("text", TextDifferentialTest.strings(""))
                .node("CastLike", "x,number", "y")
                .node("CastLike", "y,text", "z")
                .output("y", DType.FLOAT)
                .output("z", STRING));
    }
}
