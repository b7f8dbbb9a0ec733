package io.github.onnxferry.converter.lower.ops.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.lower.Lowerings;
import io.github.onnxferry.converter.lower.ModelLowering;
import io.github.onnxferry.converter.lower.ops.StandardFamilies;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which operations Resize becomes. */
class ResizeStructureTest {
    private static final Shape FREE = Shape.of(Dim.of(1), Dim.of(3), Dim.symbol("h"), Dim.symbol("w"));

    private static TfFunction resize(Shape shape, String mode, String coordinates, float... scales) {
        Map<String, OnnxAttribute> attributes = Map.of(
                "mode", StringValue.of(mode),
                "coordinate_transformation_mode", StringValue.of(coordinates),
                "nearest_mode", StringValue.of("floor"));
        var node = new OnnxNode("resize", Domain.ONNX, "Resize", "", List.of("x", "", "s"), List.of("y"), attributes);
        var graph = new OnnxGraph(
                "test",
                List.of(node),
                List.of(new OnnxValue("x", new TensorType(DType.FLOAT, shape))),
                List.of(new OnnxValue("y", new TensorType(DType.FLOAT, Shape.unknown()))),
                Map.of("s", Tensor.ofFloats(new long[] {scales.length}, scales)),
                Map.of());
        var model = new OnnxModel(8, Map.of(Domain.ONNX, 19L), graph, List.of(), Map.of(), OnnxModel.Source.NONE);
        return new ModelLowering(Lowerings.load(StandardFamilies.TABLES))
                .lower(model)
                .main();
    }

    private static List<String> ops(TfFunction function) {
        return function.nodes().stream().map(TfNode::op).toList();
    }

    private static Shape result(TfFunction function) {
        return function.results().get(0).value().shape();
    }

    @ParameterizedTest
    @ValueSource(strings = {"half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners"})
    void wholeFactorsOfFreeLengthsAreLeftToTheBilinearKernel(String coordinates) {
        var function = resize(FREE, "linear", coordinates, 1, 1, 2, 3);
        assertThat(ops(function)).contains("ResizeBilinear").doesNotContain("GatherV2");
        assertThat(result(function)).hasToString("[1, 3, 2*h, 3*w]");
    }

    @Test
    void theGivenFactorOfAFreeLengthIsUsedWhereItIsNotTheRatio() {
        assertThat(ops(resize(FREE, "linear", "half_pixel", 1, 1, 1.5f, 2)))
                .contains("GatherV2")
                .doesNotContain("ResizeBilinear");
        assertThat(ops(resize(Shape.of(1, 3, 4, 6), "linear", "half_pixel", 1, 1, 1.5f, 2)))
                .contains("ResizeBilinear")
                .doesNotContain("GatherV2");
        assertThat(ops(resize(Shape.of(1, 3, 5, 6), "linear", "half_pixel", 1, 1, 1.5f, 2)))
                .doesNotContain("ResizeBilinear");
    }

    /** The rounded reciprocal of 41 is too small: TensorFlow would begin the second element one too late. */
    @Test
    void theNearestKernelIsUsedWhereItPicksTheSame() {
        assertThat(ops(resize(FREE, "nearest", "asymmetric", 1, 1, 2, 3))).contains("ResizeNearestNeighbor");
        assertThat(ops(resize(FREE, "nearest", "asymmetric", 1, 1, 41, 2)))
                .contains("GatherV2")
                .doesNotContain("ResizeNearestNeighbor");
    }

    @Test
    void divisionByAPowerOfTwoIsASlice() {
        var function = resize(FREE, "nearest", "asymmetric", 1, 1, 0.5f, 0.25f);
        assertThat(ops(function)).contains("StridedSlice").doesNotContain("GatherV2");
        assertThat(result(function)).hasToString("[1, 3, floor(h/2), floor(w/4)]");
    }

    @Test
    void whatChangesNothingIsNothing() {
        assertThat(ops(resize(FREE, "cubic", "half_pixel", 1, 1, 1, 1))).isEmpty();
    }
}
