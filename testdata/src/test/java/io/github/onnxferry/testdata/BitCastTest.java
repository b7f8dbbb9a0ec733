package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.INT8;
import static io.github.onnxferry.converter.tensor.DType.UINT8;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.SmallFloat;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** BitCast against ONNX Runtime, and for small dtypes against the tables of their bits. */
class BitCastTest {
    private static final int OPSET = 26;

    private static Map<String, OnnxAttribute> to(DType dtype) {
        return Map.of("to", new IntValue(OnnxTypes.number(dtype)));
    }

    private static TestModel model(Tensor x, DType to) {
        return TestModel.opset(OPSET)
                .input("x", x)
                .node("BitCast", "x", "y", to(to))
                .output("y", to);
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT, INT32",
        "FLOAT, UINT32",
        "INT32, FLOAT",
        "DOUBLE, INT64",
        "INT64, DOUBLE",
        "INT64, UINT64",
        "FLOAT16, INT16",
        "INT16, UINT16",
        "INT8, UINT8",
        "UINT8, INT8",
        "FLOAT, FLOAT",
    })
    void bitsStay(DType from, DType to) {
        var values = new double[] {0, 1, 2, 77, 100, 5, 3, 126};
        if (!from.isUnsigned()) {
            values[3] = -77;
        }
        Differential.check(model(Tensor.ofDoubles(from, new long[] {2, 4}, values), to));
        Differential.check(model(Tensor.ofDoubles(from, new long[0], 42), to));
    }

    private static double[] values(DType dtype) {
        return IntStream.range(0, 1 << dtype.bits())
                .mapToDouble(SmallFloat.valueOf(dtype.name())::decode)
                .toArray();
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT8E4M3FN", "FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ"})
    void floatsOfOneByte(DType small) {
        var values = values(small);
        var bits = LongStream.range(0, values.length).toArray();
        var all = new long[] {values.length};
        exactly(Tensor.ofLongs(UINT8, all, bits), Tensor.ofDoubles(small, all, values));
        exactly(
                Tensor.ofLongs(INT8, all, LongStream.of(bits).map(b -> (byte) b).toArray()),
                Tensor.ofDoubles(small, all, values));
        var distinct = IntStream.range(0, values.length)
                .filter(b -> !Double.isNaN(values[b]))
                .toArray();
        var some = new long[] {distinct.length};
        exactly(
                Tensor.ofDoubles(
                        small,
                        some,
                        IntStream.of(distinct).mapToDouble(b -> values[b]).toArray()),
                Tensor.ofLongs(
                        UINT8, some, IntStream.of(distinct).asLongStream().toArray()));
    }

    @Test
    void unsignedIntegers() {
        for (var pair : List.of(
                List.of(DType.UINT16, DType.INT16),
                List.of(DType.UINT32, DType.INT32),
                List.of(DType.UINT64, DType.INT64))) {
            var sizes = new long[] {3};
            exactly(Tensor.ofLongs(pair.get(0), sizes, 0, 1, 99), Tensor.ofLongs(pair.get(1), sizes, 0, 1, 99));
        }
    }

    /** Dtypes that are packed, or of powers only, are reached by casts on either side. */
    @Test
    void partsOfAByteAndPowers() {
        var patterns = LongStream.range(0, 16).toArray();
        var signed = LongStream.of(patterns).map(b -> b < 8 ? b : b - 16).toArray();
        var all = new long[] {16};
        var codes = Tensor.ofLongs(UINT8, all, patterns);
        var integers = Tensor.ofLongs(INT8, all, signed);
        var floats = Tensor.ofDoubles(DType.FLOAT, all, values(DType.FLOAT4E2M1));
        through(codes, DType.UINT4, DType.INT4, integers);
        through(integers, DType.INT4, DType.UINT4, codes);
        through(codes, DType.UINT4, DType.FLOAT4E2M1, floats);
        through(integers, DType.INT4, DType.FLOAT4E2M1, floats);
        through(floats, DType.FLOAT4E2M1, DType.UINT4, codes);
        through(floats, DType.FLOAT4E2M1, DType.INT4, integers);
        var exponents = Tensor.ofLongs(UINT8, new long[] {4}, 1, 127, 130, 254);
        var powers = Tensor.ofDoubles(DType.FLOAT, new long[] {4}, Math.scalb(1.0, -126), 1, 8, Math.scalb(1.0, 127));
        through(exponents, UINT8, DType.FLOAT8E8M0, powers);
        through(powers, DType.FLOAT8E8M0, UINT8, exponents);
    }

    private static void through(Tensor x, DType from, DType to, Tensor expected) {
        Differential.check(
                TestModel.opset(OPSET)
                        .input("x", x)
                        .node("Cast", "x", "a", to(from))
                        .node("BitCast", "a", "b", to(to))
                        .node("Cast", "b", "y", to(expected.dtype()))
                        .output("y", expected.dtype()),
                Map.of("y", expected),
                0,
                0);
    }

    @Test
    void booleansAreBytes() {
        var bytes = Tensor.ofLongs(UINT8, new long[] {2}, 0, 1);
        var truths = Tensor.ofLongs(BOOL, new long[] {2}, 0, 1);
        exactly(bytes, truths);
        exactly(truths, bytes);
    }

    private static void exactly(Tensor from, Tensor to) {
        Differential.check(model(from, to.dtype()), Map.of("y", to), 0, 0);
    }
}
