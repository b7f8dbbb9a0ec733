package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.INT8;
import static io.github.onnxferry.converter.tensor.DType.UINT8;
import static io.github.onnxferry.testdata.MovementDifferentialTest.of;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions and pools against ONNX Runtime. A list of numbers is written {@code 1 2 3}, an attribute left out {@code -}. */
class WindowDifferentialTest {
    private static final int OPSET = 22;

    private static long[] sizes(String text) {
        return Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    private static Tensor random(DType dtype, String shape) {
        var sizes = sizes(shape);
        var random = new Random(Arrays.hashCode(sizes));
        return Tensor.ofDoubles(
                dtype,
                sizes,
                Stream.generate(random::nextGaussian)
                        .limit(Tensor.elements(sizes))
                        .mapToDouble(Double::doubleValue)
                        .toArray());
    }

    private static OnnxAttribute ints(String text) {
        return new IntsValue(Arrays.stream(sizes(text)).boxed().toList());
    }

    private static Map<String, OnnxAttribute> window(String kernel, String strides, String dilations, String pads) {
        var attributes = new HashMap<String, OnnxAttribute>();
        put(attributes, "kernel_shape", kernel);
        put(attributes, "strides", strides);
        put(attributes, "dilations", dilations);
        if (pads.startsWith("SAME") || pads.equals("VALID")) {
            attributes.put("auto_pad", of(pads));
        } else {
            put(attributes, "pads", pads);
        }
        return attributes;
    }

    private static void put(Map<String, OnnxAttribute> attributes, String name, String text) {
        if (!text.equals("-")) {
            attributes.put(name, ints(text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1 2 9,         3 2 3,         1, -,     -,     -",
        "2 4 11,        4 1 3,         4, 2,     1,     2 2",
        "2 4 11,        8 1 3,         4, 1,     3,     0 6",
        "1 3 7 8,       5 3 3 2,       1, 2 3,   -,     1 0 0 1",
        "1 4 7 8,       6 2 3 2,       2, 2 1,   2 3,   2 1 0 3",
        "2 4 8 8,       4 1 3 3,       4, 2 2,   -,     1 1 1 1",
        "2 4 8 9,       8 1 3 3,       4, 1 2,   -,     1 1 1 1",
        "2 4 8 9,       8 1 3 3,       4, 1 1,   2 2,   2 2 2 2",
        "1 3 8 9,       5 3 3 4,       1, 2 3,   -,     SAME_UPPER",
        "1 3 8 9,       5 3 3 4,       1, 2 3,   -,     SAME_LOWER",
        "1 3 8 9,       5 3 2 4,       1, 1 1,   -,     SAME_LOWER",
        "1 3 5 8 9,     4 3 2 3 2,     1, 1 2 1, -,     1 0 1 0 2 1",
        "2 4 5 6 7,     4 2 2 3 2,     2, 1 2 1, -,     1 0 1 0 2 1",
        "1 2 9 6 7,     4 2 3 1 2,     1, 2 1 1, 2 3 1, 1 0 1 0 2 1",
        "1 2 5 6 7,     3 2 3 2 2,     1, 2 1 2, -,     SAME_LOWER",
    })
    void convolutions(String x, String w, long group, String strides, String dilations, String pads) {
        var attributes = window("-", strides, dilations, pads);
        attributes.put("group", of(group));
        Differential.check(
                TestModel.opset(OPSET)
                        .input("x", random(FLOAT, x))
                        .constant("w", random(FLOAT, w))
                        .constant("b", random(FLOAT, w.substring(0, w.indexOf(' '))))
                        .node("Conv", "x,w,b", "y", attributes)
                        .output("y", FLOAT),
                1e-4,
                1e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "1 0 1 2", "SAME_UPPER", "SAME_LOWER"})
    void filtersMayBeInputs(String pads) {
        Differential.check(
                TestModel.opset(OPSET)
                        .input("x", random(FLOAT, "1 4 7 8"))
                        .input("w", random(FLOAT, "6 2 3 2"))
                        .input("b", random(FLOAT, "6"))
                        .node("Conv", "x,w,b", "y", with(window("-", "2 2", "-", pads), "group", of(2)))
                        .output("y", FLOAT),
                1e-4,
                1e-5);
    }

    private static Map<String, OnnxAttribute> with(
            Map<String, OnnxAttribute> attributes, String name, OnnxAttribute value) {
        attributes.put(name, value);
        return attributes;
    }

    @Test
    void doublePrecisionStaysDouble() {
        Differential.check(
                TestModel.opset(OPSET)
                        .input("x", random(DOUBLE, "2 3 5 6 7"))
                        .node("MaxPool", "x", "y", window("2 3 2", "1 2 1", "-", "1 0 1 0 2 1"))
                        .output("y", DOUBLE),
                1e-12,
                1e-12);
    }

    @ParameterizedTest
    @CsvSource({
        "2 3 6,     3 2 4,     1, 2,     -,   1 0,         -",
        "2 4 6,     4 1 4,     4, 2,     -,   1 2,         -",
        "1 3 5 4,   3 2 3 4,   1, 2 3,   -,   1 0 2 1,     1 0",
        "1 4 5 4,   4 3 3 2,   2, 2 1,   2 3, 1 0 2 1,     1 0",
        "1 4 5 4,   4 1 3 3,   4, 2 2,   -,   1 1 1 1,     1 1",
        "1 3 5 4,   3 2 3 3,   1, 2 2,   -,   SAME_UPPER,  -",
        "1 3 5 4,   3 2 3 4,   1, 2 1,   -,   SAME_LOWER,  -",
        "1 3 3 5 4, 3 2 3 3 2, 1, 2 1 2, -,   1 0 1 0 1 0, -",
        "1 4 3 4 4, 4 1 3 3 2, 2, 2 1 2, -,   1 0 1 0 1 0, 1 0 1",
    })
    void transposedConvolutions(
            String x, String w, long group, String strides, String dilations, String pads, String outputPadding) {
        var attributes = window("-", strides, dilations, pads);
        attributes.put("group", of(group));
        put(attributes, "output_padding", outputPadding);
        Differential.check(
                TestModel.opset(OPSET)
                        .input("x", random(FLOAT, x))
                        .constant("w", random(FLOAT, w))
                        .node("ConvTranspose", "x,w", "y", attributes)
                        .output("y", FLOAT),
                1e-4,
                1e-5);
    }

    @ParameterizedTest
    @CsvSource({"10 8, -", "11 9, -", "9 7, SAME_UPPER", "9 7, SAME_LOWER"})
    void transposedConvolutionsOfStatedLength(String lengths, String pads) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", random(FLOAT, "1 2 4 4"))
                .constant("w", random(FLOAT, "2 3 3 3"))
                .node("ConvTranspose", "x,w", "y", with(window("-", "3 2", "-", pads), "output_shape", ints(lengths)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({
        "2 3 11,      3,     2,     -,     1 1",
        "2 3 8 11,    3 2,   2 3,   -,     1 0 2 1",
        "2 3 8 11,    3 3,   2 2,   -,     SAME_LOWER",
        "2 3 8 11,    3 3,   2 2,   -,     SAME_UPPER",
        "2 3 9 11,    3 2,   2 1,   2 3,   1 1 1 1",
        "1 2 6 7 8,   3 2 2, 2 1 2, -,     1 0 1 1 1 0",
        "1 2 6 7 8,   3 2 2, 2 1 2, 1 2 1, 1 0 1 1 1 0",
    })
    void poolsInBothRoundings(String x, String kernel, String strides, String dilations, String pads) {
        for (long ceil : new long[] {0, 1}) {
            var attributes = window(kernel, strides, dilations, pads);
            attributes.put("ceil_mode", of(ceil));
            var model = TestModel.opset(OPSET)
                    .input("x", random(FLOAT, x))
                    .node("MaxPool", "x", "max", attributes)
                    .node("AveragePool", "x", "mean", attributes)
                    .node("AveragePool", "x", "padded", with(new HashMap<>(attributes), "count_include_pad", of(1)))
                    .node("LpPool", "x", "norm", with(new HashMap<>(attributes), "p", of(3)));
            for (String output : new String[] {"max", "mean", "padded", "norm"}) {
                model.output(output, FLOAT);
            }
            Differential.check(model, 1e-4, 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void indicesOfMaxima(long storageOrder) {
        for (DType dtype : new DType[] {FLOAT, UINT8, INT8}) {
            var x = dtype == FLOAT
                    ? random(FLOAT, "2 3 7 8")
                    : Tensor.ofLongs(dtype, new long[] {1, 1, 3, 4}, 0, 0, 5, 5, 0, 0, 5, 1, 7, 7, 0, 0);
            Differential.check(TestModel.opset(OPSET)
                    .input("x", x)
                    .node(
                            "MaxPool",
                            "x",
                            "y,i",
                            with(window("2 3", "1 2", "-", "1 1 0 1"), "storage_order", of(storageOrder)))
                    .output("y", dtype)
                    .output("i", INT64));
        }
    }

    @Test
    void poolsOverAllOfSpace() {
        for (String x : new String[] {"2 3 5", "2 3 5 4", "1 2 3 4 5"}) {
            Differential.check(
                    TestModel.opset(21)
                            .input("x", random(FLOAT, x))
                            .node("GlobalMaxPool", "x", "a")
                            .node("GlobalAveragePool", "x", "b")
                            .node("GlobalLpPool", "x", "c", Map.of("p", of(3)))
                            .output("a", FLOAT)
                            .output("b", FLOAT)
                            .output("c", FLOAT),
                    1e-4,
                    1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DCR", "CRD"})
    void channelsToSpace(String mode) {
        Differential.check(TestModel.opset(13)
                .input("x", random(FLOAT, "2 12 3 4"))
                .node("DepthToSpace", "x", "y", Map.of("blocksize", of(2), "mode", of(mode)))
                .node("SpaceToDepth", "y", "z", Map.of("blocksize", of(2)))
                .output("y", FLOAT)
                .output("z", FLOAT));
    }
}
