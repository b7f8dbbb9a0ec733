package io.github.onnxferry.converter.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpgraderTest {
    @Test
    void theResultImportsTheNewestOpsetAndKeepsItsBoundary() {
        OnnxModel old = SmallModel.opset(9)
                .input("x", Shape.of(2, 3))
                .node("Relu", "x", "y")
                .build();

        OnnxModel upgraded = Upgrader.standard().upgrade(old);

        assertThat(upgraded.opsets())
                .containsEntry(
                        Domain.ONNX,
                        SchemaFacts.standard().newestOpset(Domain.ONNX).getAsLong());
        assertThat(upgraded.graph().inputs()).isEqualTo(old.graph().inputs());
        assertThat(upgraded.graph().outputs()).isEqualTo(old.graph().outputs());
        assertThat(upgraded.graph().nodes()).isEqualTo(old.graph().nodes());
    }

    @Test
    void softmaxOfTheLastAxisStaysOneNode() {
        assertThat(SmallModel.opset(9)
                        .input("x", Shape.of(2, 3))
                        .node("Softmax", "x", "y")
                        .upgraded())
                .isEqualTo("y = Softmax(x) axis=-1\n");
    }

    @Test
    void softmaxOfUnknownRankFlattens() {
        assertThat(SmallModel.opset(9)
                        .input("x", Shape.unknown())
                        .node("Softmax", "x", "y", Map.of("axis", new IntValue(2)))
                        .upgraded())
                .isEqualTo("""
                        n_y/shape = Shape(x)
                        n_y/matrix = Flatten(x) axis=2
                        n_y/rows = Softmax(n_y/matrix) axis=-1
                        y = Reshape(n_y/rows, n_y/shape) allowzero=1
                        """);
    }

    @Test
    void aComputedShapeTellsARankByItsLength() {
        assertThat(SmallModel.opset(9)
                        .input("x", Shape.of(2, 3, 4))
                        .node("Shape", "x", "shape")
                        .node(
                                "Slice",
                                "shape",
                                "last",
                                Map.of("starts", new IntsValue(List.of(-1L)), "ends", new IntsValue(List.of(9L))))
                        .node("Concat", "last,last", "square", Map.of("axis", new IntValue(0)))
                        .node("Expand", "x,x", "wide")
                        .node("Reshape", "wide,square", "matrix")
                        .node("Softmax", "matrix", "y")
                        .upgraded())
                .endsWith("y = Softmax(matrix) axis=-1\n");
    }

    @Test
    void attributesBecomeConstants() {
        assertThat(SmallModel.opset(6)
                        .input("x", Shape.unknown())
                        .node("Clip", "x", "a", Map.of("min", new FloatValue(0)))
                        .node("Squeeze", "a", "b", Map.of("axes", new IntsValue(List.of(1L))))
                        .node(
                                "Pad",
                                "b",
                                "y",
                                Map.of("pads", new IntsValue(List.of(0L, 1L, 0L, 1L)), "value", new FloatValue(2)))
                        .upgraded())
                .isEqualTo("""
                        n_a/min := FLOAT[] [0.0]
                        n_b/axes := INT64[1] [1]
                        n_y/pads := INT64[4] [0, 1, 0, 1]
                        n_y/value := FLOAT[] [2.0]
                        a = Clip(x, n_a/min)
                        b = Squeeze(a, n_b/axes)
                        y = Pad(b, n_y/pads, n_y/value)
                        """);
    }

    @Test
    void boundsOfAnUnknownTypeAreCastWhenTheModelRuns() {
        assertThat(SmallModel.opset(6)
                        .input("x", new OnnxType.Unknown())
                        .node("Clip", "x", "y", Map.of("max", new FloatValue(6)))
                        .upgraded())
                .isEqualTo("""
                        n_y/max := FLOAT[] [6.0]
                        n_y/cast = CastLike(n_y/max, x)
                        y = Clip(x, , n_y/cast)
                        """);
    }

    @Test
    void upsampleBecomesAsymmetricResize() {
        assertThat(SmallModel.opset(1)
                        .input("x", Shape.of(1, 1, 2, 2))
                        .node(
                                "Upsample",
                                "x",
                                "y",
                                Map.of("height_scale", new FloatValue(2), "width_scale", new FloatValue(3)))
                        .upgraded())
                .isEqualTo("""
                        n_y/scales := FLOAT[4] [1.0, 1.0, 2.0, 3.0]
                        y = Resize(x, , n_y/scales) coordinate_transformation_mode=asymmetric mode=nearest nearest_mode=floor
                        """);
    }

    @Test
    void broadcastingFromAnAxisAddsAxesBehind() {
        assertThat(SmallModel.opset(6)
                        .input("a", Shape.of(2, 3, 4, 5))
                        .input("b", Shape.of(3))
                        .node("Add", "a,b", "y", Map.of("broadcast", new IntValue(1), "axis", new IntValue(1)))
                        .upgraded())
                .isEqualTo("""
                        n_y/axes := INT64[2] [1, 2]
                        n_y/aligned = Unsqueeze(b, n_y/axes)
                        y = Add(a, n_y/aligned)
                        """);
    }

    @Test
    void statedShapesOfIntermediateValuesAreNotTrusted() {
        OnnxModel model = SmallModel.opset(9)
                .input("x", Shape.unknown())
                .node("Expand", "x,x", "wide")
                .node("Softmax", "wide", "y")
                .build();
        var graph = new OnnxGraph(
                "stale",
                model.graph().nodes(),
                model.graph().inputs(),
                model.graph().outputs(),
                Map.of(),
                Map.of("wide", new OnnxType.TensorType(DType.FLOAT, Shape.of(2, 3))));

        assertThat(GraphText.of(
                        Upgrader.standard().upgrade(model.withGraph(graph)).graph()))
                .contains("Flatten(wide)");
    }

    @Test
    void everyRefusalIsTold() {
        OnnxModel model = SmallModel.opset(1)
                .input("x", Shape.unknown())
                .node("Cast", "x", "a", Map.of("to", StringValue.of("WORD")))
                .node("GlobalLpPool", "x", "b", Map.of("p", new FloatValue(1.5f)))
                .build();

        assertThatThrownBy(() -> Upgrader.standard().upgrade(model))
                .hasMessageContaining("FERRY-2003 node 'n_a' (Cast): attribute 'to' is 'WORD'")
                .hasMessageContaining("FERRY-2003 node 'n_b' (GlobalLpPool): attribute 'p' is 1.5");
    }

    @Test
    void domainsThatNobodyKnowsStayAsTheyAre() {
        assertThat(SmallModel.opset(9)
                        .input("x", Shape.unknown())
                        .node("my.own:Softmax", "x", "y")
                        .upgraded())
                .isEqualTo("y = Softmax(x)\n");
    }
}
