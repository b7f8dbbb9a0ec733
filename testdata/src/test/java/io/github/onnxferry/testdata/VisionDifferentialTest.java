package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT64;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that sample, pool and cut pictures, and those that choose boxes, against ONNX Runtime. */
class VisionDifferentialTest {
    private static Tensor noise(int seed, double low, double high, long... sizes) {
        var values = new Random(seed).doubles(Tensor.elements(sizes), low, high).toArray();
        return Tensor.ofDoubles(FLOAT, sizes, values);
    }

    private static OnnxAttribute of(long value) {
        return new IntValue(value);
    }

    private static OnnxAttribute of(String value) {
        return StringValue.of(value);
    }

    private static OnnxAttribute of(Long... values) {
        return new IntsValue(List.of(values));
    }

    @ParameterizedTest
    @CsvSource({
        "linear, zeros, 0", "linear, border, 1", "linear, reflection, 0", "linear, reflection, 1",
        "nearest, zeros, 1", "nearest, border, 0", "nearest, reflection, 1", "nearest, reflection, 0",
        "cubic, zeros, 0", "cubic, border, 1", "cubic, border, 0", "cubic, reflection, 1"
    })
    void samplesAtPoints(String mode, String padding, long aligned) {
        Differential.check(TestModel.opset(20)
                .input("x", noise(1, -2, 2, 2, 3, 4, 5))
                .input("grid", noise(2, -1.7, 1.7, 2, 6, 3, 2))
                .node(
                        "GridSample",
                        "x,grid",
                        "y",
                        Map.of("mode", of(mode), "padding_mode", of(padding), "align_corners", of(aligned)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"linear, zeros", "linear, border", "nearest, reflection"})
    void samplesVolumes(String mode, String padding) {
        Differential.check(TestModel.opset(20)
                .input("x", noise(1, -2, 2, 1, 2, 3, 4, 5))
                .input("grid", noise(2, -1.5, 1.5, 1, 2, 3, 4, 3))
                .node("GridSample", "x,grid", "y", Map.of("mode", of(mode), "padding_mode", of(padding)))
                .output("y", FLOAT));
    }

    @Test
    void samplesNothingFarOutside() {
        var grid = Tensor.ofFloats(new long[] {1, 1, 3, 2}, -30f, 0f, 1e9f, 0.2f, 0.1f, -1e9f);
        Differential.check(TestModel.opset(20)
                .input("x", noise(1, -2, 2, 1, 2, 3, 4))
                .input("grid", grid)
                .node("GridSample", "x,grid", "y")
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 2", "0, 3", "1, 3"})
    void mapsPointsAffinely(long aligned, int axes) {
        Differential.check(TestModel.opset(20)
                .input("theta", noise(3, -1, 1, 2, axes, axes + 1))
                .constant("size", axes == 2 ? Tensor.vector(2, 1, 3, 4) : Tensor.vector(2, 1, 3, 4, 5))
                .node("AffineGrid", "theta,size", "y", Map.of("align_corners", of(aligned)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({
        "avg, 0, half_pixel", "avg, 2, half_pixel", "avg, 0, output_half_pixel",
        "avg, 3, output_half_pixel", "max, 1, half_pixel", "max, 0, output_half_pixel"
    })
    void alignsRegions(String mode, long samples, String coordinates) {
        var rois = Tensor.ofFloats(new long[] {3, 4}, 1f, 0f, 9f, 14f, -3f, 2f, 5f, 3f, 6f, 6f, 30f, 30f);
        Differential.check(TestModel.opset(16)
                .input("x", noise(4, -2, 2, 2, 3, 8, 9))
                .input("rois", rois)
                .constant("pictures", Tensor.vector(1, 0, 1))
                .node(
                        "RoiAlign",
                        "x,rois,pictures",
                        "y",
                        Map.of(
                                "mode", of(mode),
                                "sampling_ratio", of(samples),
                                "coordinate_transformation_mode", of(coordinates),
                                "output_height", of(2),
                                "output_width", of(3),
                                "spatial_scale", new FloatValue(0.5f)))
                .output("y", FLOAT));
    }

    @Test
    void poolsRegions() {
        var rois = Tensor.ofFloats(new long[] {3, 5}, 1f, 0f, 2f, 8f, 13f, 0f, 3f, 3f, 4f, 4f, 1f, 15f, 15f, 40f, 40f);
        Differential.check(TestModel.opset(20)
                .input("x", noise(4, -2, 2, 2, 3, 8, 9))
                .input("rois", rois)
                .node(
                        "MaxRoiPool",
                        "x,rois",
                        "y",
                        Map.of("pooled_shape", of(2L, 3L), "spatial_scale", new FloatValue(0.5f)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4 4", "3 9", "9 2", "5 7", "1 8"})
    void cutsAndPadsAroundTheCentre(String shape) {
        Differential.check(TestModel.opset(18)
                .input("x", noise(5, 0, 1, 2, 5, 7))
                .input("shape", MovementDifferentialTest.vector(shape))
                .node("CenterCropPad", "x,shape", "y", Map.of("axes", of(-2L, 2L)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0, 20", "2, 1, 1, 9", "1, 2, 1, 30"})
    void putsBlocksTogether(long stride, long dilation, long pad, long blocks) {
        Differential.check(TestModel.opset(18)
                .input("x", noise(6, -1, 1, 2, 3 * 4, blocks))
                .input("picture", Tensor.vector(5, 6))
                .constant("block", Tensor.vector(2, 2))
                .node(
                        "Col2Im",
                        "x,picture,block",
                        "y",
                        Map.of(
                                "strides", of(stride, stride),
                                "dilations", of(dilation, dilation),
                                "pads", of(pad, pad, stride == 2 ? 0 : pad, stride == 2 ? 0 : pad)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "1, 3", "0, 0", "1, 9223372036854775807"})
    void suppressesOverlappingBoxes(long centred, long most) {
        Differential.check(TestModel.opset(11)
                .input("boxes", noise(8, 0, 4, 2, 9, 4))
                .input("scores", noise(9, 0, 1, 2, 3, 9))
                .input("most", Tensor.vector(most))
                .constant("iou", Tensor.ofFloats(new long[] {1}, 0.3f))
                .constant("score", Tensor.ofFloats(new long[] {1}, 0.2f))
                .node("NonMaxSuppression", "boxes,scores,most,iou,score", "y", Map.of("center_point_box", of(centred)))
                .output("y", INT64));
    }
}
