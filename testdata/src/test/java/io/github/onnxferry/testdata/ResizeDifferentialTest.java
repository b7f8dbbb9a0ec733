package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.UINT8;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resize against ONNX Runtime. Sizes are odd and different, so that no axis can stand for another. */
class ResizeDifferentialTest {
    private static final int OPSET = 19;

    private static Tensor noise(long... sizes) {
        var random = new Random(7);
        var values = random.doubles(Tensor.elements(sizes), -2, 2).toArray();
        return Tensor.ofDoubles(FLOAT, sizes, values);
    }

    private static Tensor floats(String numbers) {
        var parts = numbers.split(" ");
        var values = new float[parts.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(parts[i]);
        }
        return Tensor.ofFloats(new long[] {values.length}, values);
    }

    private static Map<String, OnnxAttribute> attributes(String mode, String coordinates) {
        var attributes = new HashMap<String, OnnxAttribute>();
        attributes.put("mode", StringValue.of(mode));
        attributes.put("coordinate_transformation_mode", StringValue.of(coordinates));
        return attributes;
    }

    private static void byScales(Tensor x, String scales, Map<String, OnnxAttribute> attributes) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", x)
                .constant("scales", floats(scales))
                .node("Resize", "x,,scales", "y", attributes)
                .output("y", x.dtype()));
    }

    private static void bySizes(Tensor x, Map<String, OnnxAttribute> attributes, long... sizes) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", x)
                .constant("sizes", Tensor.vector(sizes))
                .node("Resize", "x,,,sizes", "y", attributes)
                .output("y", x.dtype()));
    }

    @ParameterizedTest
    @CsvSource({
        "linear, half_pixel, 1 1 2 3",
        "linear, half_pixel, 1 1 0.6 1.3",
        "linear, pytorch_half_pixel, 1 1 0.2 2.5",
        "linear, asymmetric, 1 1 2 0.5",
        "linear, half_pixel_symmetric, 1 1 0.8 1.7",
        "linear, align_corners, 1 1 2 3",
        "cubic, half_pixel, 1 1 1.5 0.7",
        "cubic, align_corners, 1 1 3 2",
        "cubic, asymmetric, 1 1 0.4 2"
    })
    void mixesNeighboursByScale(String mode, String coordinates, String scales) {
        byScales(noise(2, 3, 5, 7), scales, attributes(mode, coordinates));
    }

    @ParameterizedTest
    @CsvSource({
        "half_pixel, round_prefer_floor, 1 1 2 3",
        "half_pixel, round_prefer_ceil, 1 1 0.6 1.5",
        "half_pixel, floor, 1 1 3 0.4",
        "half_pixel_symmetric, round_prefer_floor, 1 1 1.3 1.7",
        "pytorch_half_pixel, round_prefer_floor, 1 1 0.2 5",
        "asymmetric, floor, 1 1 2 7",
        "asymmetric, floor, 1 1 0.5 0.25",
        "asymmetric, ceil, 1 1 1.4 0.5",
        "align_corners, round_prefer_ceil, 1 1 3 2"
    })
    void picksNearestByScale(String coordinates, String rounding, String scales) {
        var attributes = attributes("nearest", coordinates);
        attributes.put("nearest_mode", StringValue.of(rounding));
        byScales(noise(1, 2, 5, 7), scales, attributes);
    }

    /** TensorFlow multiplies by the rounded reciprocal of the factor, which is too small for 41, for one. */
    @ParameterizedTest
    @ValueSource(ints = {3, 6, 41, 47, 49, 55, 61})
    void repeatsByAnyWholeFactor(int factor) {
        var attributes = attributes("nearest", "asymmetric");
        attributes.put("nearest_mode", StringValue.of("floor"));
        byScales(noise(1, 1, 9, 2), "1 1 " + factor + " 1", attributes);
    }

    @ParameterizedTest
    @CsvSource({
        "nearest, half_pixel", "nearest, asymmetric", "linear, half_pixel",
        "linear, pytorch_half_pixel", "linear, align_corners", "cubic, half_pixel"
    })
    void reachesStatedSizes(String mode, String coordinates) {
        bySizes(noise(1, 2, 6, 7), attributes(mode, coordinates), 1, 2, 9, 3);
        bySizes(noise(1, 2, 6, 7), attributes(mode, coordinates), 1, 2, 1, 14);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nearest", "linear"})
    void resizesAnyRank(String mode) {
        byScales(noise(2, 3, 5), "1 1 2.5", attributes(mode, "half_pixel"));
        byScales(noise(1, 2, 3, 4, 5), "1 1 2 0.6 1.5", attributes(mode, "half_pixel"));
        byScales(noise(1, 2, 3, 4, 5), "1 1 2 2 3", attributes(mode, "asymmetric"));
    }

    @ParameterizedTest
    @CsvSource({"linear, 0", "linear, 1", "cubic, 0", "cubic, 1"})
    void filtersAgainstAliases(String mode, long excludeOutside) {
        var attributes = attributes(mode, "half_pixel");
        attributes.put("antialias", new IntValue(1));
        attributes.put("exclude_outside", new IntValue(excludeOutside));
        byScales(noise(1, 2, 9, 7), "1 1 0.4 0.7", attributes);
        byScales(noise(1, 2, 4, 7), "1 1 2 0.3", attributes);
    }

    @Test
    void excludesWhatIsOutside() {
        var attributes = attributes("cubic", "half_pixel");
        attributes.put("exclude_outside", new IntValue(1));
        attributes.put("cubic_coeff_a", new FloatValue(-0.5f));
        byScales(noise(1, 1, 4, 5), "1 1 0.8 2", attributes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nearest", "linear"})
    void cropsAndExtrapolates(String mode) {
        var attributes = attributes(mode, "tf_crop_and_resize");
        attributes.put("extrapolation_value", new FloatValue(10));
        Differential.check(TestModel.opset(OPSET)
                .input("x", noise(1, 1, 4, 5))
                .constant("roi", floats("0 0 0.25 -0.2 1 1 0.75 1.1"))
                .constant("sizes", Tensor.vector(1, 1, 3, 7))
                .node("Resize", "x,roi,,sizes", "y", attributes)
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"not_larger, 7 8", "not_smaller, 7 8", "not_larger, 1 3", "not_smaller, 1 3"})
    void keepsTheAspectRatio(String policy, String sizes) {
        var attributes = attributes("linear", "half_pixel");
        attributes.put("keep_aspect_ratio_policy", StringValue.of(policy));
        attributes.put("axes", new IntsValue(List.of(2L, 3L)));
        Differential.check(TestModel.opset(OPSET)
                .input("x", noise(1, 1, 3, 5))
                .constant("sizes", MovementDifferentialTest.vector(sizes))
                .node("Resize", "x,,,sizes", "y", attributes)
                .output("y", FLOAT));
    }

    @Test
    void truncatesIntegers() {
        var x = Tensor.ofLongs(UINT8, new long[] {1, 1, 2, 3}, 0, 255, 7, 100, 30, 201);
        byScales(x, "1 1 2 2", attributes("linear", "half_pixel"));
    }
}
