package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.FLOAT16;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.testdata.NodeText.attributes;
import static io.github.onnxferry.testdata.NodeText.random;
import static io.github.onnxferry.testdata.NodeText.sizes;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ONNX Runtime does not have of attention, against its definition: windows, rows without keys, bodies. */
class AttentionDefinitionTest {
    private static final double NEVER = Double.NEGATIVE_INFINITY;

    private final Tensor queries = random(FLOAT, "q", "2 4 5 8");
    private final Tensor keys = random(FLOAT, "k", "2 2 5 8");
    private final Tensor values = random(FLOAT, "v", "2 2 5 3");

    private TestModel attention(long opset) {
        return TestModel.opset(opset).input("q", queries).input("k", keys).input("v", values);
    }

    private AttentionReference reference() {
        return new AttentionReference(queries, keys, values);
    }

    @ParameterizedTest
    @CsvSource({"2, -1, 0", "0, 0, 0", "1, 2, 0", "-1, 1, 0", "2, 3, 1", "0, -1, 1", "-1, 0, 0"})
    void windowsBoundWhatIsSeen(int left, int right, int causal) {
        var text = "left_window_size=" + left + " right_window_size=" + right + " is_causal=" + causal;
        var expected = reference().scores((b, h, i, j, score) -> {
            boolean seen = (left < 0 || i - j <= left) && (right < 0 || j - i <= right) && (causal == 0 || j <= i);
            return seen ? score : NEVER;
        });
        Differential.check(
                attention(25).node("Attention", "q,k,v", "y", attributes(text)).output("y", FLOAT),
                Map.of("y", expected.result(FLOAT)),
                1e-4,
                1e-5);
    }

    @ParameterizedTest
    @CsvSource({"5 3, 1, -1", "2 0, 1, -1", "4 5, 0, 1", "1 5, 0, -1", "3 3, 1, 2"})
    void cachesEndAndQueriesStandBeforeTheEnd(String lengths, int causal, int left) {
        var ends = sizes(lengths);
        var expected = reference().scores((b, h, i, j, score) -> {
            long position = ends[b] - 5 + i;
            boolean seen = j < ends[b] && (causal == 0 || j <= position) && (left < 0 || position - j <= left);
            return seen ? score : NEVER;
        });
        Differential.check(
                attention(25)
                        .input("ends", Tensor.vector(ends))
                        .node(
                                "Attention",
                                "q,k,v,,,,ends",
                                "y",
                                attributes("is_causal=" + causal + " left_window_size=" + left))
                        .output("y", FLOAT),
                Map.of("y", expected.result(FLOAT)),
                1e-4,
                1e-5);
    }

    @Test
    void queriesWithoutKeysGiveZeros() {
        var mask = new long[25];
        Arrays.fill(mask, 10, 25, 1);
        var seen = Tensor.ofLongs(BOOL, new long[] {5, 5}, mask);
        var added = new double[25];
        Arrays.fill(added, 0, 10, NEVER);
        var expected = reference().scores((b, h, i, j, score) -> i < 2 ? NEVER : score);
        for (var input : List.of(seen, Tensor.ofDoubles(FLOAT, new long[] {5, 5}, added))) {
            Differential.check(
                    attention(23)
                            .input("mask", input)
                            .node("Attention", "q,k,v,mask", "y")
                            .output("y", FLOAT),
                    Map.of("y", expected.result(FLOAT)),
                    1e-4,
                    1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "5 3", "1 1 3"})
    void shortMasksHideTheKeysPastTheirEnd(String shape) {
        var mask = random(FLOAT, "mask", shape);
        boolean rows = shape.equals("5 3");
        var expected =
                reference().scores((b, h, i, j, score) -> j < 3 ? score + mask.getDouble(rows ? i * 3 + j : j) : NEVER);
        Differential.check(
                attention(24)
                        .input("mask", mask)
                        .node("Attention", "q,k,v,mask", "y")
                        .output("y", FLOAT),
                Map.of("y", expected.result(FLOAT)),
                1e-4,
                1e-5);
    }

    @Test
    void masksOfIntegersAreAdded() {
        var mask = NodeText.indices(INT32, "mask", "4 1 4", 3);
        var expected = reference().scores((b, h, i, j, score) -> j < 4 ? score + mask.getDouble(h * 4 + j) : NEVER);
        Differential.check(
                attention(25)
                        .input("mask", mask)
                        .node("Attention", "q,k,v,mask", "y")
                        .output("y", FLOAT),
                Map.of("y", expected.result(FLOAT)),
                1e-4,
                1e-5);
    }

    @Test
    void scoresAreCappedBeforeTheBias() {
        var mask = random(FLOAT, "mask", "5 5");
        var expected = reference()
                .scale(0.5)
                .scores((b, h, i, j, score) -> 0.75 * Math.tanh(score / 0.75) + mask.getDouble(i * 5 + j));
        Differential.check(
                attention(25)
                        .input("mask", mask)
                        .node("Attention", "q,k,v,mask", "y", attributes("softcap=0.75 scale=0.5"))
                        .output("y", FLOAT),
                Map.of("y", expected.result(FLOAT)),
                1e-4,
                1e-5);
    }

    /** A body {@code x -> op(x, constant)}. */
    private static OnnxAttribute body(DType dtype, String op, Tensor constant) {
        var type = new TensorType(dtype, Shape.unknown());
        return new GraphValue(new OnnxGraph(
                op,
                List.of(new OnnxNode(op, Domain.ONNX, op, "", List.of("x", "c"), List.of("z"), Map.of())),
                List.of(new OnnxValue("x", type)),
                List.of(new OnnxValue("z", type)),
                Map.of("c", constant),
                Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "score_mod", "prob_mod", "both"})
    void bodiesChangeScoresAndWeights(String bodies) {
        for (var dtype : List.of(FLOAT, DOUBLE, FLOAT16)) {
            var inside = dtype == DOUBLE ? DOUBLE : FLOAT;
            var bias = random(inside, "bias", "5 5");
            Map<String, OnnxAttribute> attributes = new HashMap<>();
            var expected = new AttentionReference(as(queries, dtype), as(keys, dtype), as(values, dtype));
            if (!bodies.equals("prob_mod") && !bodies.equals("none")) {
                attributes.put("score_mod", body(inside, "Add", bias));
                expected.scores((b, h, i, j, score) -> score + bias.getDouble(i * 5 + j));
            }
            if (!bodies.equals("score_mod") && !bodies.equals("none")) {
                attributes.put("prob_mod", body(inside, "Mul", bias));
                expected.weights((b, h, i, j, weight) -> weight * bias.getDouble(i * 5 + j));
            }
            Differential.check(
                    TestModel.opset(25)
                            .domain(Domain.PREVIEW, 1)
                            .input("q", as(queries, dtype))
                            .input("k", as(keys, dtype))
                            .input("v", as(values, dtype))
                            .node(Domain.PREVIEW + ":FlexAttention", "q,k,v", "y", attributes)
                            .output("y", dtype),
                    Map.of("y", expected.result(dtype)),
                    dtype == FLOAT16 ? 1e-2 : 1e-4,
                    dtype == FLOAT16 ? 1e-2 : 1e-5);
        }
    }

    private static Tensor as(Tensor x, DType dtype) {
        return Tensor.ofDoubles(dtype, x.sizes(), x.doubles());
    }
}
