package io.github.onnxferry.parity.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelTraitsTest {
    private static final Tensor TRUE = Tensor.ofLongs(DType.BOOL, new long[0], 1);
    private static final Tensor FALSE = Tensor.ofLongs(DType.BOOL, new long[0], 0);
    private static final Tensor HALF = Tensor.ofFloats(new long[0], 0.5f);
    private static final Tensor ZERO = Tensor.ofFloats(new long[0], 0);

    @Test
    void randomOperatorsDrawAlsoInBodies() {
        assertThat(traits(graph(node("Relu", "x")), Map.of()).draws()).isFalse();
        assertThat(traits(graph(node("Bernoulli", "x")), Map.of()).draws()).isTrue();
        var branch = new OnnxAttribute.GraphValue(graph(node("RandomNormal")));
        var choice = node("If", "c").with("then_branch", branch);
        assertThat(traits(graph(choice), Map.of()).draws()).isTrue();
    }

    @Test
    void dropoutDrawsOnlyInTrainingWithARatio() {
        var dropout = graph(node("Dropout", "x", "ratio", "training"));
        assertThat(traits(dropout, Map.of("ratio", HALF, "training", TRUE)).draws())
                .isTrue();
        assertThat(traits(dropout, Map.of("ratio", ZERO, "training", TRUE)).draws())
                .isFalse();
        assertThat(traits(dropout, Map.of("ratio", HALF, "training", FALSE)).draws())
                .isFalse();
        assertThat(traits(graph(node("Dropout", "x")), Map.of()).draws()).isFalse();
    }

    @Test
    void toleranceFollowsTheCoarsestTypeInside() {
        assertThat(tolerance(DType.FLOAT, DType.FLOAT)).isEqualTo(ToleranceRule.FLOAT);
        assertThat(tolerance(DType.FLOAT, DType.BFLOAT16)).isEqualTo(ToleranceRule.BFLOAT16);
        assertThat(tolerance(DType.DOUBLE, DType.DOUBLE)).isEqualTo(ToleranceRule.DOUBLE);
        assertThat(tolerance(DType.DOUBLE, DType.FLOAT)).isEqualTo(ToleranceRule.FLOAT);
        assertThat(tolerance(DType.INT32, DType.FLOAT)).isZero();
    }

    private static double tolerance(DType output, DType weight) {
        var graph = new OnnxGraph(
                "g",
                List.of(node("Add", "x", "w")),
                List.of(),
                List.of(),
                Map.of("w", Tensor.ofDoubles(weight, new long[0], 1)),
                Map.of());
        return ToleranceRule.byDType(traits(graph, Map.of())).of(output).allowed(0, 1, 1);
    }

    private static ModelTraits traits(OnnxGraph graph, Map<String, Tensor> fed) {
        return ModelTraits.of(
                new OnnxModel(10, Map.of("ai.onnx", 20L), graph, List.of(), Map.of(), OnnxModel.Source.NONE), fed);
    }

    private static OnnxGraph graph(OnnxNode node) {
        return new OnnxGraph("g", List.of(node), List.of(), List.of(), Map.of(), Map.of());
    }

    private static OnnxNode node(String op, String... inputs) {
        return new OnnxNode("", "ai.onnx", op, "", List.of(inputs), List.of("y"), Map.of());
    }
}
