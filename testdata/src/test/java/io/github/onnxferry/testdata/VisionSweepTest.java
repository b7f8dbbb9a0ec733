package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.testdata.NodeText.attributes;
import static io.github.onnxferry.testdata.NodeText.random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regions, boxes, unpooling and the norms of pictures against ONNX Runtime. */
class VisionSweepTest {
    @ParameterizedTest
    @CsvSource({
        "1 2 4 4, kernel_shape=[2;2] strides=[2;2]",
        "2 3 6 4, kernel_shape=[3;2] strides=[3;2]",
        "3 1 2 6, kernel_shape=[1;2] strides=[1;2]",
        "2 2 8, kernel_shape=[2] strides=[2]",
        "1 2 4 4 4, kernel_shape=[2;2;2] strides=[2;2;2]",
        "1 2 6 6, kernel_shape=[3;3] strides=[3;3]"
    })
    void unpooled(String shape, String window) {
        var attributes = attributes(window.replace(';', ','));
        Differential.check(TestModel.opset(13)
                .input("x", random(FLOAT, "x", shape))
                .node("MaxPool", "x", "pooled,places", attributes)
                .node("MaxUnpool", "pooled,places", "y", attributes)
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "11"})
    void boxes(String opset) {
        Sweep.of(
                        "FLOAT",
                        "NonMaxSuppression|T[1 6 4]@0..1;T[1 1 6]@0..1;INT64(3)||INT64",
                        "NonMaxSuppression|T[1 6 4]@0..1;T[1 2 6]@0..1;INT64(2);T(0.3)||INT64",
                        "NonMaxSuppression|T[2 6 4]@0..1;T[2 2 6]@0..1;INT64(9);T(0.1);T(0.4)||INT64",
                        "NonMaxSuppression|T[2 6 4]@0..1;T[2 2 6]@0..1;INT64(9);T(0.1);T(0.4)|center_point_box=1|INT64",
                        "NonMaxSuppression|T[1 9 4]@0..5;T[1 3 9]@0..1;INT64(4);T(0.5);T(0.2)|center_point_box=1|INT64",
                        "NonMaxSuppression|T[1 9 4]@-5..5;T[1 3 9]@-1..1;INT64(4);T(0.5);T(-0.5)||INT64",
                        "NonMaxSuppression|T[1 6 4]@0..1;T[1 1 6]@0..1;INT64(0)||INT64",
                        "NonMaxSuppression|T[1 6 4]@0..1;T[1 1 6]@0..1||INT64",
                        "NonMaxSuppression|T[1 1 4]@0..1;T[1 1 1]@0..1;INT64{5}||INT64",
                        "NonMaxSuppression|T[1 20 4]@0..3;T[1 2 20]@0..1;INT64(20);T(1.0)||INT64")
                .check(opset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "16"})
    void regions(String opset) {
        Sweep.of(
                        "FLOAT",
                        "RoiAlign|T[1 2 6 6];T[2 4]@0..6;INT64{0 0}|output_height=2 output_width=2",
                        "RoiAlign|T[2 2 6 6];T[3 4]@0..6;INT64{1 0 1}|output_height=3 output_width=2 sampling_ratio=2",
                        "RoiAlign|T[1 2 8 8];T[2 4]@0..12;INT64{0 0}|spatial_scale=0.5 sampling_ratio=1",
                        "RoiAlign|T[1 1 8 8];T[2 4]@-3..12;INT64{0 0}|sampling_ratio=2 output_height=2 output_width=2",
                        "RoiAlign|T[1 2 5 7];T[1 4]@0..5;INT64{0}|mode=avg output_width=4",
                        "MaxRoiPool|T[1 2 6 6];FLOAT[0 5]|pooled_shape=[2,2]",
                        "MaxRoiPool|T[1 2 6 6];FLOAT[1 5]@0..1|pooled_shape=[1,1]")
                .check(opset);
        Sweep.of(
                        "FLOAT",
                        "RoiAlign|T[1 2 6 6];T[2 4]@0..6;INT64{0 0}|output_height=2 output_width=2 coordinate_transformation_mode=half_pixel",
                        "RoiAlign|T[1 2 6 6];T[2 4]@0..6;INT64{0 0}|output_height=2 coordinate_transformation_mode=output_half_pixel")
                .check("16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "13", "22"})
    void norms(String opset) {
        Sweep.of(
                        "FLOAT",
                        "InstanceNormalization|T[2 3 4];T[3];T[3]",
                        "InstanceNormalization|T[1 1 7];T[1];T[1]",
                        "InstanceNormalization|T[3 2 2 5];T[2];T[2]|epsilon=0.5",
                        "InstanceNormalization|T[1 4 1 3];T[4];T[4]",
                        "LRN|T[1 7 2 2]|size=3",
                        "LRN|T[1 3 2 2]|size=7 alpha=0.5",
                        "LRN|T[2 5 3 1]|size=5 bias=0.5",
                        "LRN|T[1 4 2 2]|size=3 beta=1.0",
                        "LRN|T[3 1 4 4]|size=1 alpha=2.0",
                        "MeanVarianceNormalization|T[2 3 4 5]",
                        "MeanVarianceNormalization|T[1 3 4 2]|axes=[0,2]",
                        "MeanVarianceNormalization|T[2 3 4 5]|axes=[1,2,3]",
                        "LpNormalization|T[3 4]|axis=0 p=1",
                        "LpNormalization|T[3 4 2]|axis=-1",
                        "LpNormalization|T[3 4 2]|axis=1 p=1")
                .check(opset);
    }

    @Test
    void oldForms() {
        Sweep.of("FLOAT", "GlobalLpPool|T[1 2 3 4]|p=4", "GlobalLpPool|T[2 1 5]|p=1")
                .check("7 13");
        Sweep.of(
                        "FLOAT DOUBLE INT64",
                        "Scatter|T[3 3];INT64[1 3]@0..1;T[1 3]",
                        "Scatter|T[3 4];INT64[3 1]@0..4;T[3 1]|axis=1",
                        "Scatter|T[5];INT64{3 0};T{7 8}",
                        "Scatter|T[2 3 2];INT64[2 1 2]@0..3;T[2 1 2]|axis=1")
                .check("9 10");
        Sweep.of("FLOAT", "Dropout|T[2 3]", "Dropout|T[2 3]|ratio=0.3", "Dropout|T[0]")
                .check("7 10");
        Sweep.of(
                        "FLOAT DOUBLE",
                        "Dropout|T[2 3]",
                        "Dropout|T[2 3];FLOAT(0.3)",
                        "Dropout|T[2 3];FLOAT(0.3);BOOL(0)||T BOOL",
                        "Dropout|T[4]||T BOOL")
                .check("12 13");
    }
}
