package io.github.onnxferry.converter.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InlinedFunctionsTest {
    @Test
    void callsWithinCallsAreReplacedByWhatTheyCall() {
        var inner = function("Inner", 18, node("ai.onnx", "Neg", "x", "y"));
        var outer = function("Outer", 18, node("local", "Inner", "x", "t"), node("ai.onnx", "Abs", "t", "y"));
        var inlined = InlinedFunctions.of(model(inner, outer)).orElseThrow();
        assertThat(inlined.functions()).isEmpty();
        assertThat(inlined.graph().nodes()).extracting(OnnxNode::opType).containsExactly("Neg", "Abs");
        assertThat(inlined.graph().nodes().get(0).inputs()).containsExactly("in");
        assertThat(inlined.graph().nodes().get(1).outputs()).containsExactly("out");
        assertThat(inlined.opsets()).containsEntry("ai.onnx", 18L);
    }

    @Test
    void functionsOfOtherOpsetVersionsStay() {
        assertThat(InlinedFunctions.of(model(function("Outer", 13, node("ai.onnx", "Neg", "x", "y")))))
                .isEmpty();
    }

    private static OnnxModel model(OnnxFunction... functions) {
        var type = new TensorType(DType.FLOAT, Shape.of(2));
        var graph = new OnnxGraph(
                "g",
                List.of(node("local", "Outer", "in", "out")),
                List.of(new OnnxValue("in", type)),
                List.of(new OnnxValue("out", type)),
                Map.of(),
                Map.of());
        return new OnnxModel(
                8, Map.of("ai.onnx", 18L, "local", 1L), graph, List.of(functions), Map.of(), OnnxModel.Source.NONE);
    }

    private static OnnxFunction function(String name, long opset, OnnxNode... nodes) {
        return new OnnxFunction(
                "local",
                name,
                "",
                List.of("x"),
                List.of("y"),
                List.of(),
                Map.of(),
                List.of(nodes),
                Map.of("ai.onnx", opset, "local", 1L));
    }

    private static OnnxNode node(String domain, String op, String from, String to) {
        return new OnnxNode("", domain, op, "", List.of(from), List.of(to), Map.of());
    }
}
