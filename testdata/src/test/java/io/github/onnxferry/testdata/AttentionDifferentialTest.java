package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.FLOAT16;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.testdata.NodeText.attributes;
import static io.github.onnxferry.testdata.NodeText.random;
import static io.github.onnxferry.testdata.NodeText.sizes;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention against ONNX Runtime. Shapes are written {@code 2 3 4 8}. */
class AttentionDifferentialTest {
    /** A mask in which each query sees the key at its own position, so that none is left without keys. */
    private static Tensor bools(String shape) {
        var sizes = sizes(shape);
        long keys = sizes[sizes.length - 1];
        long queries = sizes.length > 1 ? sizes[sizes.length - 2] : 1;
        var values = new long[(int) Tensor.elements(sizes)];
        for (int i = 0; i < values.length; i++) {
            long key = i % keys;
            long query = i / keys % queries;
            values[i] = key == query || (i * 7 + i / 3) % 5 < 3 ? 1 : 0;
        }
        return Tensor.ofLongs(BOOL, sizes, values);
    }

    private static TestModel attention(DType dtype, long opset, String q, String k, String v) {
        return TestModel.opset(opset)
                .input("q", random(dtype, "q", q))
                .input("k", random(dtype, "k", k))
                .input("v", random(dtype, "v", v));
    }

    @ParameterizedTest
    @CsvSource({
        "2 3 4 8,  2 3 6 8,  2 3 6 5,  ''",
        "2 3 4 8,  2 3 4 8,  2 3 4 8,  is_causal=1",
        "2 3 6 8,  2 3 4 8,  2 3 4 8,  is_causal=1",
        "2 3 4 8,  2 3 6 8,  2 3 6 8,  scale=0.3",
        "2 3 4 8,  2 3 6 8,  2 3 6 8,  softcap=0.7",
        "2 3 4 8,  2 3 4 8,  2 3 4 8,  softcap=1.5 is_causal=1",
        "2 6 4 8,  2 3 6 8,  2 3 6 5,  ''",
        "2 6 4 8,  2 2 4 8,  2 2 4 8,  is_causal=1",
        "1 4 5 8,  1 1 5 8,  1 1 5 3,  is_causal=1 scale=0.2",
        "1 1 1 1,  1 1 1 1,  1 1 1 1,  ''",
        "2 4 24,   2 6 24,   2 6 15,   q_num_heads=3 kv_num_heads=3",
        "2 4 24,   2 4 24,   2 4 24,   q_num_heads=3 kv_num_heads=3 is_causal=1",
        "2 4 48,   2 6 16,   2 6 16,   q_num_heads=6 kv_num_heads=2",
        "2 4 48,   2 4 8,    2 4 10,   q_num_heads=6 kv_num_heads=1 is_causal=1 softcap=2.0",
    })
    void queriesMeetKeys(String q, String k, String v, String attributes) {
        Differential.check(
                attention(FLOAT, 23, q, k, v)
                        .node("Attention", "q,k,v", "y", attributes(attributes))
                        .output("y", FLOAT),
                1e-4,
                1e-5);
    }

    @ParameterizedTest
    @CsvSource({
        "4 6,      ''",
        "4 6,      is_causal=1",
        "1 4 6,    ''",
        "3 4 6,    is_causal=1",
        "2 1 4 6,  ''",
        "2 3 4 6,  ''",
        "1 1 4 6,  is_causal=1 softcap=1.0",
    })
    void masks(String mask, String attributes) {
        for (var values : new Tensor[] {random(FLOAT, "mask", mask), bools(mask)}) {
            Differential.check(
                    attention(FLOAT, 23, "2 3 4 8", "2 3 6 8", "2 3 6 5")
                            .input("mask", values)
                            .node("Attention", "q,k,v,mask", "y", attributes(attributes))
                            .output("y", FLOAT),
                    1e-4,
                    1e-5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2 3 4 8,  2 3 4 8,  2 3 4 5,  2 3 2 8,  2 3 2 5,  4 6,  ''",
        "2 3 4 8,  2 3 4 8,  2 3 4 5,  2 3 2 8,  2 3 2 5,  4 6,  is_causal=1",
        "2 6 1 8,  2 2 1 8,  2 2 1 5,  2 2 7 8,  2 2 7 5,  1 8,  is_causal=1",
        "2 4 24,   2 4 24,   2 4 15,   2 3 2 8,  2 3 2 5,  4 6,  q_num_heads=3 kv_num_heads=3",
        "1 3 4 8,  1 3 4 8,  1 3 4 8,  1 3 0 8,  1 3 0 8,  4 4,  ''",
    })
    void pastsComeFirst(
            String q, String k, String v, String pastKey, String pastValue, String mask, String attributes) {
        Differential.check(
                attention(FLOAT, 23, q, k, v)
                        .input("mask", random(FLOAT, "mask", mask))
                        .input("pastKey", random(FLOAT, "pastKey", pastKey))
                        .input("pastValue", random(FLOAT, "pastValue", pastValue))
                        .node(
                                "Attention",
                                "q,k,v,mask,pastKey,pastValue",
                                "y,presentKey,presentValue",
                                attributes(attributes))
                        .output("y", FLOAT)
                        .output("presentKey", FLOAT)
                        .output("presentValue", FLOAT),
                1e-4,
                1e-5);
    }

    @ParameterizedTest
    @CsvSource({
        "qk_matmul_output_mode=0",
        "qk_matmul_output_mode=0 scale=0.25",
        "qk_matmul_output_mode=2",
        "qk_matmul_output_mode=3",
        "qk_matmul_output_mode=3 is_causal=1",
    })
    void scoresAreShown(String attributes) {
        Differential.check(
                attention(FLOAT, 23, "2 6 4 8", "2 2 4 8", "2 2 4 5")
                        .input("mask", random(FLOAT, "mask", "4 4"))
                        .node("Attention", "q,k,v,mask", "y,,,scores", attributes(attributes))
                        .output("y", FLOAT)
                        .output("scores", FLOAT),
                1e-4,
                1e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "is_causal=1", "softmax_precision=1"})
    void halvesAreComputedAsHalves(String attributes) {
        Differential.check(
                attention(FLOAT16, 23, "2 4 4 8", "2 2 4 8", "2 2 4 5")
                        .node("Attention", "q,k,v", "y", attributes(attributes))
                        .output("y", FLOAT16),
                1e-2,
                1e-2);
    }

    @ParameterizedTest
    @CsvSource({"6 3, 2 4 6 8", "5 6, 2 4 6 8", "1 4, 2 1 6 8"})
    void cachesEndEarly(String lengths, String keys) {
        Differential.check(
                attention(FLOAT, 24, "2 4 1 8", keys, keys)
                        .input("lengths", Tensor.vector(sizes(lengths)))
                        .node("Attention", "q,k,v,,,,lengths", "y", attributes(""))
                        .output("y", FLOAT),
                1e-4,
                1e-5);
    }

    @Test
    void doublePrecisionStaysDouble() {
        Differential.check(
                attention(DOUBLE, 23, "1 2 3 4", "1 2 3 4", "1 2 3 4")
                        .node("Attention", "q,k,v", "y", attributes("is_causal=1"))
                        .output("y", DOUBLE),
                java.util.Map.of("y", doubleAttention()),
                1e-12,
                1e-12);
    }

    /** Causal attention as the definition has it, in double precision. */
    private static Tensor doubleAttention() {
        var q = random(DOUBLE, "q", "1 2 3 4");
        var k = random(DOUBLE, "k", "1 2 3 4");
        var v = random(DOUBLE, "v", "1 2 3 4");
        var y = new double[24];
        for (int row = 0; row < 6; row++) {
            int head = row / 3 * 3;
            var weights = new double[row % 3 + 1];
            double sum = 0;
            for (int j = 0; j < weights.length; j++) {
                double score = 0;
                for (int d = 0; d < 4; d++) {
                    score += q.getDouble(row * 4L + d) * k.getDouble((head + j) * 4L + d) / 2;
                }
                weights[j] = Math.exp(score);
                sum += weights[j];
            }
            for (int j = 0; j < weights.length; j++) {
                for (int d = 0; d < 4; d++) {
                    y[row * 4 + d] += weights[j] / sum * v.getDouble((head + j) * 4L + d);
                }
            }
        }
        return Tensor.ofDoubles(DOUBLE, new long[] {1, 2, 3, 4}, y);
    }

    @ParameterizedTest
    @CsvSource({
        "2 3 4 8,  9 4,    2 4,  ''",
        "2 3 4 8,  9 4,    2 4,  interleaved=1",
        "2 3 4 8,  9 2,    2 4,  rotary_embedding_dim=4",
        "2 3 4 8,  9 2,    2 4,  rotary_embedding_dim=4 interleaved=1",
        "2 4 24,   9 4,    2 4,  num_heads=3",
        "2 4 24,   9 4,    2 4,  num_heads=3 interleaved=1",
        "2 4 24,   9 2,    2 4,  num_heads=3 rotary_embedding_dim=4",
        "2 3 4 8,  2 4 4,  '',   ''",
        "2 3 4 8,  2 4 4,  '',   interleaved=1",
        "2 3 4 8,  2 4 3,  '',   rotary_embedding_dim=6",
        "2 4 24,   2 4 4,  '',   num_heads=3",
        "2 4 24,   2 4 4,  '',   num_heads=3 interleaved=1",
        "1 1 1 2,  5 1,    1 1,  ''",
    })
    void positionsRotatePairs(String x, String cache, String ids, String attributes) {
        for (var dtype : new DType[] {FLOAT, FLOAT16}) {
            var model = TestModel.opset(23)
                    .input("x", random(dtype, "x", x))
                    .input("cos", random(dtype, "cos", cache))
                    .input("sin", random(dtype, "sin", cache));
            if (!ids.isEmpty()) {
                model.input("ids", NodeText.indices(INT64, "ids", ids, (int) sizes(cache)[0]));
            }
            Differential.check(
                    model.node(
                                    "RotaryEmbedding",
                                    ids.isEmpty() ? "x,cos,sin" : "x,cos,sin,ids",
                                    "y",
                                    attributes(attributes))
                            .output("y", dtype),
                    dtype == FLOAT ? 1e-5 : 5e-3,
                    dtype == FLOAT ? 1e-6 : 5e-3);
        }
    }
}
