package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.testdata.UpgradeDifferentialTest.integer;
import static io.github.onnxferry.testdata.UpgradeDifferentialTest.integers;
import static io.github.onnxferry.testdata.UpgradeDifferentialTest.random;
import static io.github.onnxferry.testdata.UpgradeRuns.keepsItsResults;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies are upgraded with the graph around them, and Scan of opset 8 loses its batch axis. */
class UpgradeScanTest {
    private static OnnxNode node(String op, List<String> inputs, String output, Map<String, OnnxAttribute> attributes) {
        return new OnnxNode("inner_" + output, Domain.ONNX, op, "", inputs, List.of(output), attributes);
    }

    private static OnnxValue vector(String name) {
        return new OnnxValue(name, new TensorType(FLOAT, Shape.of(2)));
    }

    /** {@code sum += clipped x}, and gives the sums. */
    private static OnnxGraph sums() {
        return new OnnxGraph(
                "sums",
                List.of(
                        node("Clip", List.of("x_t"), "clipped", Map.of("max", new OnnxAttribute.FloatValue(0.5f))),
                        node("Add", List.of("sum", "clipped"), "next", Map.of()),
                        node("Identity", List.of("next"), "given", Map.of())),
                List.of(vector("sum"), vector("x_t")),
                List.of(vector("next"), vector("given")),
                Map.of(),
                Map.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void scanOfABatch(long direction) {
        keepsItsResults(TestModel.opset(8)
                .input("initial", random(FLOAT, 3, 2))
                .input("x", random(FLOAT, 3, 4, 2))
                .node(
                        "Scan",
                        ",initial,x",
                        "final,all",
                        Map.of(
                                "body", new GraphValue(sums()),
                                "num_scan_inputs", integer(1),
                                "directions", integers(direction)))
                .output("final", FLOAT)
                .output("all", FLOAT));
    }

    @Test
    void scanOfSequencesOfTheirOwnLengths() {
        keepsItsResults(TestModel.opset(8)
                .input("lengths", Tensor.vector(4, 2, 3))
                .input("initial", random(FLOAT, 3, 2))
                .input("x", random(FLOAT, 3, 4, 2))
                .node(
                        "Scan",
                        "lengths,initial,x",
                        "final,all",
                        Map.of("body", new GraphValue(sums()), "num_scan_inputs", integer(1)))
                .output("final", FLOAT)
                .output("all", FLOAT));
    }

    @Test
    void branchesThatSeeValuesAround() {
        OnnxGraph squeezed = new OnnxGraph(
                "squeezed",
                List.of(node("Squeeze", List.of("x"), "a", Map.of("axes", integers(0L)))),
                List.of(),
                List.of(new OnnxValue("a", new TensorType(FLOAT, Shape.unknown()))),
                Map.of(),
                Map.of());
        OnnxGraph softened = new OnnxGraph(
                "softened",
                List.of(node("Softmax", List.of("x"), "b", Map.of("axis", integer(1)))),
                List.of(),
                List.of(new OnnxValue("b", new TensorType(FLOAT, Shape.unknown()))),
                Map.of(),
                Map.of());
        for (long condition : new long[] {0, 1}) {
            keepsItsResults(TestModel.opset(11)
                    .input("x", random(FLOAT, 1, 3, 2))
                    .input("condition", Tensor.ofLongs(DType.BOOL, new long[0], condition))
                    .node(
                            "If",
                            "condition",
                            "y",
                            Map.of("then_branch", new GraphValue(squeezed), "else_branch", new GraphValue(softened)))
                    .output("y", FLOAT));
        }
    }
}
