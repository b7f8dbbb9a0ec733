package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators of com.microsoft with a relative in the standard, against ONNX Runtime. */
class ContribRelativesTest {
    private static Tensor int64s(String sizes, String values) {
        return Tensor.ofLongs(INT64, ContribModel.sizes(sizes), ContribModel.sizes(values));
    }

    @ParameterizedTest
    @CsvSource({
        "constant, 4,   1 0 0 2",
        "constant, 1 4, 0 1 2 0",
        "reflect,  4,   1 2 1 0",
        "edge,     4,   0 2 1 3",
        "constant, 4,   -1 0 0 2",
    })
    void pad(String mode, String sizes, String pads) {
        ContribModel.of("Pad")
                .floats("3 4")
                .constant(int64s(sizes, pads))
                .with("mode", mode)
                .check(1);
    }

    @Test
    void padWithAValue() {
        ContribModel.of("Pad")
                .floats("3 4")
                .input(int64s("4", "1 0 0 2"))
                .scale(2.5)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"12, 4", "1, 3", "30, 30"})
    void unique(long count, long limit) {
        Differential.check(
                ContribModel.of("Unique")
                        .input(Tensor.ofDoubles(
                                FLOAT,
                                new long[] {count},
                                new java.util.Random(count)
                                        .doubles(count, 0, limit)
                                        .map(Math::floor)
                                        .toArray()))
                        .outputs(FLOAT, INT64, INT64),
                0,
                0);
    }

    @ParameterizedTest
    @CsvSource({"1, 7, 2, true", "5, -3, -2, true", "0, 4, 1, false", "3, 3, 1, false"})
    void range(double start, double limit, double step, boolean stated) {
        var model = ContribModel.of("Range").scale(start).scale(limit);
        Differential.check((stated ? model.scale(step) : model).outputs(FLOAT), 1e-6, 0);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "-1", "-3"})
    void expandDims(long axis) {
        ContribModel.of("ExpandDims")
                .floats("3 4")
                .constant(Tensor.scalar(INT32, axis))
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({
        "bilinear, zeros, 0",
        "bilinear, border, 1",
        "nearest, zeros, 1",
        "bicubic, reflection, 0",
        "bilinear, reflection, 1",
    })
    void gridSample(String mode, String padding, long align) {
        ContribModel.of("GridSample")
                .floats("1 2 5 6")
                .floats("1 3 4 2")
                .with("mode", mode)
                .with("padding_mode", padding)
                .with("align_corners", align)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0, 1", "1, -2", "0, 3"})
    void trilu(long upper, long k) {
        ContribModel.of("Trilu")
                .floats("2 3 5")
                .constant(Tensor.scalar(INT64, k))
                .with("upper", upper)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"4 1", "2 2", "3 2 2"})
    void gatherNd(String indices) {
        ContribModel.of("GatherND").floats("3 3 4").integers(INT32, 3, indices).check(1);
    }

    @ParameterizedTest
    @CsvSource({"bilinear, 3 4", "nearest, 3 4", "bilinear, 1 1", "bilinear, 5 2"})
    void cropAndResize(String mode, String size) {
        ContribModel.of("CropAndResize")
                .floats("2 3 6 7")
                .constant(
                        Tensor.ofFloats(new long[] {3, 4}, 0, 0, 1, 1, 0.2f, 0.1f, 0.7f, 0.9f, -0.3f, 0.4f, 1.2f, 0.6f))
                .constant(Tensor.vector32(0, 1, 1))
                .constant(Tensor.vector32(ContribModel.sizes(size)))
                .with("mode", mode)
                .with("extrapolation_value", 0.5)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"3 4", "2 3 3", "5 1 2 2"})
    void squareMatrices(String sizes) {
        var lengths = ContribModel.sizes(sizes);
        lengths[lengths.length - 2] = lengths[lengths.length - 1];
        var text = new StringBuilder();
        for (long length : lengths) {
            text.append(length).append(' ');
        }
        Differential.check(ContribModel.of("Inverse").floats(text.toString()).outputs(FLOAT), 1e-3, 1e-3);
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 1", "1, 2, 2", "-1, 4, 3", "-2, 1, 1"})
    void unfold(long dim, long size, long step) {
        ContribModel.of("UnfoldTensor")
                .floats("4 5 6")
                .with("dim", dim)
                .with("size", size)
                .with("step", step)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"sqeuclidean, 3 4, 5 4", "euclidean, 3 4, 5 4", "euclidean, 1 1, 2 1"})
    void distances(String metric, String a, String b) {
        Differential.check(
                ContribModel.of("CDist")
                        .floats(a)
                        .floats(b)
                        .with("metric", metric)
                        .outputs(FLOAT),
                1e-3,
                1e-3);
    }

    @ParameterizedTest
    @CsvSource({"UINT8, 1 6 7 3, 3 2, 2 1, 1 0 1 1", "INT8, 2 6 7 3, 3 3, 1 1, 1 1 1 1"})
    void channelsLastMaxPool(DType dtype, String x, String kernel, String strides, String pads) {
        Differential.check(
                ContribModel.of("NhwcMaxPool")
                        .integers(dtype, 100, x)
                        .withInts("kernel_shape", kernel)
                        .withInts("strides", strides)
                        .withInts("pads", pads)
                        .outputs(dtype),
                0,
                0);
    }

    @ParameterizedTest
    @CsvSource({"2 3, 0 0 0 0", "3 3, 1 0 1 1"})
    void transposedConvolutionsTakePads(String kernel, String pads) {
        ContribModel.of("ConvTransposeWithDynamicPads")
                .floats("1 3 5 4")
                .weights("3 2 " + kernel)
                .input(int64s("4", pads))
                .weights("2")
                .withInts("strides", "2 1")
                .check(1);
    }
}
