package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.testdata.TestModel.Variant;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Random numbers: their distribution, shape and dtype, and whether runs repeat them. */
class RandomOpsTest {
    private static final int OPSET = 22;
    private static final long ROWS = 200;
    private static final long COLUMNS = 100;

    @TempDir
    Path folder;

    private static Map<String, OnnxAttribute> attributes(DType dtype, boolean seeded) {
        var attributes = new HashMap<String, OnnxAttribute>();
        attributes.put("dtype", new IntValue(OnnxTypes.number(dtype)));
        if (seeded) {
            attributes.put("seed", new FloatValue(2.5f));
        }
        return attributes;
    }

    /** Two runs, which are the same exactly if there is a seed. */
    private List<Tensor> twice(TestModel model, Variant variant, boolean seeded) {
        var runs = ConvertedRuns.of(model, variant, "y", 2, folder);
        assertThat(Arrays.equals(runs.get(0).doubles(), runs.get(1).doubles())).isEqualTo(seeded);
        return runs;
    }

    private static double mean(Tensor tensor) {
        return Arrays.stream(tensor.doubles()).average().orElseThrow();
    }

    private static double deviation(Tensor tensor) {
        double mean = mean(tensor);
        return Math.sqrt(Arrays.stream(tensor.doubles())
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT,true",
        "FLOAT,false",
        "DOUBLE,true",
        "DOUBLE,false",
        "FLOAT16,true",
        "FLOAT16,false",
        "BFLOAT16,true",
        "BFLOAT16,false"
    })
    void normalNumbers(DType dtype, boolean seeded) {
        var attributes = attributes(dtype, seeded);
        attributes.put("shape", new IntsValue(List.of(ROWS, COLUMNS)));
        attributes.put("mean", new FloatValue(3));
        attributes.put("scale", new FloatValue(0.5f));
        var model =
                TestModel.opset(OPSET).node("RandomNormal", "", "y", attributes).output("y", dtype);
        var drawn = twice(model, Variant.STATIC, seeded).get(0);
        assertThat(drawn.dtype()).isEqualTo(dtype);
        assertThat(drawn.sizes()).containsExactly(ROWS, COLUMNS);
        assertThat(mean(drawn)).isCloseTo(3, within(0.03));
        assertThat(deviation(drawn)).isCloseTo(0.5, within(0.03));
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT,true",
        "FLOAT,false",
        "DOUBLE,true",
        "DOUBLE,false",
        "FLOAT16,true",
        "FLOAT16,false",
        "BFLOAT16,true",
        "BFLOAT16,false"
    })
    void evenNumbers(DType dtype, boolean seeded) {
        var attributes = attributes(dtype, seeded);
        attributes.put("shape", new IntsValue(List.of(ROWS, COLUMNS)));
        attributes.put("low", new FloatValue(-1));
        attributes.put("high", new FloatValue(3));
        var model = TestModel.opset(OPSET)
                .node("RandomUniform", "", "y", attributes)
                .output("y", dtype);
        var drawn = twice(model, Variant.STATIC, seeded).get(0);
        assertThat(drawn.dtype()).isEqualTo(dtype);
        assertThat(Arrays.stream(drawn.doubles())).allMatch(v -> v >= -1 && v <= 3);
        assertThat(mean(drawn)).isCloseTo(1, within(0.05));
        assertThat(deviation(drawn)).isCloseTo(4 / Math.sqrt(12), within(0.05));
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void numbersInTheShapeOfAnother(Variant variant) {
        for (var op : List.of("RandomNormalLike", "RandomUniformLike")) {
            for (boolean seeded : new boolean[] {true, false}) {
                var of = TestModel.opset(OPSET)
                        .input("x", Tensor.ofLongs(INT32, new long[] {3, 1, 2}, 1, 2, 3, 4, 5, 6))
                        .node(op, "x", "y", attributes(DOUBLE, seeded))
                        .output("y", DOUBLE);
                assertThat(twice(of, variant, seeded).get(0).sizes()).containsExactly(3, 1, 2);
            }
        }
        var plain = TestModel.opset(OPSET)
                .input("x", Tensor.ofFloats(new long[] {2, 2}, 1, 2, 3, 4))
                .node("RandomNormalLike", "x", "y")
                .output("y", FLOAT);
        assertThat(twice(plain, variant, false).get(0).dtype()).isEqualTo(FLOAT);
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT,FLOAT,true",
        "FLOAT,INT64,false",
        "DOUBLE,BOOL,true",
        "FLOAT,UINT8,true",
        "FLOAT,FLOAT16,false",
        "DOUBLE,INT8,true",
        "FLOAT,UINT64,true"
    })
    void coins(DType from, DType to, boolean seeded) {
        var chances = new double[(int) (ROWS * COLUMNS)];
        for (int i = 0; i < chances.length; i++) {
            chances[i] = new double[] {0, 0.25, 0.9, 1}[i % 4];
        }
        var model = TestModel.opset(OPSET)
                .input("p", Tensor.ofDoubles(from, new long[] {ROWS, COLUMNS}, chances))
                .node("Bernoulli", "p", "y", attributes(to, seeded))
                .output("y", to);
        for (var variant : Variant.values()) {
            var drawn = twice(model, variant, seeded).get(0);
            assertThat(drawn.dtype()).isEqualTo(to);
            var hits = new double[4];
            for (int i = 0; i < chances.length; i++) {
                hits[i % 4] += drawn.getDouble(i) * 4 / chances.length;
            }
            assertThat(hits).containsExactly(new double[] {0, 0.25, 0.9, 1}, within(0.04));
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT,INT32,true", "FLOAT,INT64,false", "DOUBLE,INT64,true", "FLOAT16,INT32,true"})
    void classes(DType from, DType to, boolean seeded) {
        var attributes = attributes(to, seeded);
        attributes.put("sample_size", new IntValue(ROWS * COLUMNS));
        var logits = new double[] {
            Math.log(0.2) + 3,
            Math.log(0.5) + 3,
            Math.log(0.3) + 3,
            0,
            Double.NEGATIVE_INFINITY,
            Double.NEGATIVE_INFINITY
        };
        var model = TestModel.opset(OPSET)
                .input("logits", Tensor.ofDoubles(from, new long[] {2, 3}, logits))
                .node("Multinomial", "logits", "y", attributes)
                .output("y", to);
        for (var variant : Variant.values()) {
            var drawn = twice(model, variant, seeded).get(0);
            assertThat(drawn.dtype()).isEqualTo(to);
            assertThat(drawn.sizes()).containsExactly(2, ROWS * COLUMNS);
            var hits = new double[6];
            for (int i = 0; i < drawn.elements(); i++) {
                hits[(int) (i / (ROWS * COLUMNS) * 3 + drawn.getLong(i))] += 1.0 / (ROWS * COLUMNS);
            }
            assertThat(hits).containsExactly(new double[] {0.2, 0.5, 0.3, 1, 0, 0}, within(0.02));
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT,true", "FLOAT,false", "DOUBLE,true", "FLOAT16,false"})
    void droppedElements(DType dtype, boolean seeded) {
        var ones = new double[(int) (ROWS * COLUMNS)];
        Arrays.fill(ones, 1);
        var model = TestModel.opset(OPSET)
                .input("x", Tensor.ofDoubles(dtype, new long[] {ROWS, COLUMNS}, ones))
                .input("ratio", Tensor.scalar(FLOAT, 0.75))
                .input("training", Tensor.ofLongs(BOOL, new long[0], 1))
                .node("Dropout", "x,ratio,training", "y,mask", seeded ? Map.of("seed", new IntValue(7)) : Map.of())
                .output("y", dtype);
        for (var variant : Variant.values()) {
            var kept = twice(model, variant, seeded).get(0);
            assertThat(Arrays.stream(kept.doubles())).allMatch(v -> v == 0 || v == 4);
            assertThat(mean(kept)).isCloseTo(1, within(0.08));
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void seedsDiffer(Variant variant) {
        var base = Map.<String, OnnxAttribute>of("shape", new IntsValue(List.of(8L)));
        var results = new double[3][];
        for (int i = 0; i < results.length; i++) {
            var attributes = new HashMap<>(base);
            attributes.put("seed", new FloatValue(i == 0 ? 0 : i == 1 ? -0.0f : 1));
            var model = TestModel.opset(OPSET)
                    .node("RandomUniform", "", "y", attributes)
                    .output("y", FLOAT);
            results[i] = twice(model, variant, true).get(0).doubles();
        }
        assertThat(results[0]).isNotEqualTo(results[1]).isNotEqualTo(results[2]);
    }
}
