package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.STRING;
import static io.github.onnxferry.testdata.UpgradeRuns.keepsItsResults;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.Text;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of opset 7 and newer give the same before and after their upgrade, both run by ONNX Runtime. */
class UpgradeDifferentialTest {
    private static final long SEED = 20240611;

    static Tensor random(DType dtype, long... sizes) {
        var random = new Random(SEED);
        double[] values = DoubleStream.generate(() -> random.nextGaussian() * 2)
                .limit(Tensor.elements(sizes))
                .toArray();
        return Tensor.ofDoubles(dtype, sizes, values);
    }

    static Tensor positive(long... sizes) {
        var random = new Random(SEED + 1);
        double[] values = DoubleStream.generate(() -> random.nextDouble() + 0.5)
                .limit(Tensor.elements(sizes))
                .toArray();
        return Tensor.ofDoubles(FLOAT, sizes, values);
    }

    static IntValue integer(long value) {
        return new IntValue(value);
    }

    static IntsValue integers(Long... values) {
        return new IntsValue(List.of(values));
    }

    static FloatValue real(double value) {
        return new FloatValue((float) value);
    }

    @ParameterizedTest
    @CsvSource({"Softmax,0", "Softmax,1", "Softmax,2", "LogSoftmax,1", "LogSoftmax,2", "Hardmax,0", "Hardmax,1"})
    void softmaxOfSeveralAxes(String op, long axis) {
        keepsItsResults(TestModel.opset(9)
                .input("x", random(FLOAT, 2, 3, 4))
                .node(op, "x", "y", Map.of("axis", integer(axis)))
                .output("y", FLOAT));
    }

    @Test
    void softmaxOfUnknownRankAndOfNothing() {
        keepsItsResults(TestModel.opset(11)
                .input("x", random(FLOAT, 2, 1, 4))
                .input("shape", Tensor.vector(2, 3, 4))
                .node("Expand", "x,shape", "wide")
                .node("Softmax", "wide", "y")
                .output("y", FLOAT));
        keepsItsResults(TestModel.opset(11)
                .input("x", random(FLOAT, 2, 0, 4))
                .node("Softmax", "x", "y", Map.of("axis", integer(-2)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReduceL1",
                "ReduceL2",
                "ReduceLogSum",
                "ReduceLogSumExp",
                "ReduceMax",
                "ReduceMean",
                "ReduceMin",
                "ReduceProd",
                "ReduceSum",
                "ReduceSumSquare"
            })
    void reductionsOverSomeAndOverAllAxes(String op) {
        keepsItsResults(TestModel.opset(11)
                .input("x", positive(2, 3, 4))
                .node(op, "x", "y", Map.of("axes", integers(0L, -1L), "keepdims", integer(0)))
                .node(op, "x", "z")
                .output("y", FLOAT)
                .output("z", FLOAT));
    }

    @Test
    void logarithmicReductionOfIntegers() {
        keepsItsResults(TestModel.opset(13)
                .input("x", Tensor.ofLongs(INT32, new long[] {2, 3}, 4, 7, 12, 3, 9, 40))
                .node("ReduceLogSum", "x", "y", Map.of("axes", integers(1L)))
                .output("y", INT32));
    }

    @Test
    void squeezeAndUnsqueeze() {
        keepsItsResults(TestModel.opset(11)
                .input("x", random(FLOAT, 1, 3, 1))
                .node("Squeeze", "x", "a", Map.of("axes", integers(-1L)))
                .node("Squeeze", "x", "b")
                .node("Unsqueeze", "x", "c", Map.of("axes", integers(0L, 3L)))
                .output("a", FLOAT)
                .output("b", FLOAT)
                .output("c", FLOAT));
    }

    @Test
    void clipOfEveryFloatType() {
        keepsItsResults(TestModel.opset(7)
                .input("x", random(FLOAT, 9))
                .node("Clip", "x", "a", Map.of("min", real(-0.5), "max", real(0.75)))
                .node("Clip", "x", "b", Map.of("min", real(0.1)))
                .node("Clip", "x", "c", Map.of("max", real(0.1)))
                .node("Clip", "x", "d")
                .output("a", FLOAT)
                .output("b", FLOAT)
                .output("c", FLOAT)
                .output("d", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"constant", "reflect", "edge"})
    void padOfBothSides(String mode) {
        keepsItsResults(TestModel.opset(10)
                .input("x", random(FLOAT, 2, 3, 4))
                .node(
                        "Pad",
                        "x",
                        "y",
                        Map.of(
                                "pads", integers(0L, 1L, 2L, 0L, 0L, 1L),
                                "mode", StringValue.of(mode),
                                "value", real(1.5)))
                .output("y", FLOAT));
    }

    @Test
    void padOfDoubles() {
        keepsItsResults(TestModel.opset(10)
                .input("x", random(DOUBLE, 2, 3))
                .node("Pad", "x", "y", Map.of("pads", integers(0L, 1L, 1L, -1L), "value", real(0.1)))
                .output("y", DOUBLE));
    }

    @Test
    void sliceWithAndWithoutAxes() {
        keepsItsResults(TestModel.opset(9)
                .input("x", random(FLOAT, 4, 5))
                .node("Slice", "x", "a", Map.of("starts", integers(1L, -3L), "ends", integers(3L, 2147483647L)))
                .node("Slice", "x", "b", Map.of("starts", integers(-2L), "ends", integers(9L), "axes", integers(1L)))
                .output("a", FLOAT)
                .output("b", FLOAT));
    }

    @Test
    void splitByLengthsAndEqually() {
        keepsItsResults(TestModel.opset(11)
                .input("x", random(FLOAT, 2, 6))
                .node("Split", "x", "a,b", Map.of("axis", integer(-1), "split", integers(2L, 4L)))
                .node("Split", "x", "c,d,e", Map.of("axis", integer(1)))
                .output("b", FLOAT)
                .output("e", FLOAT));
    }

    @Test
    void topKOfTheLastAxis() {
        keepsItsResults(TestModel.opset(9)
                .input("x", random(FLOAT, 3, 5))
                .node("TopK", "x", "values,indices", Map.of("k", integer(2)))
                .output("values", FLOAT)
                .output("indices", INT64));
    }

    @Test
    void dropoutWithItsMask() {
        keepsItsResults(TestModel.opset(10)
                .input("x", random(FLOAT, 3, 2))
                .node("Dropout", "x", "y,mask", Map.of("ratio", real(0.3)))
                .output("y", FLOAT)
                .output("mask", BOOL));
        keepsItsResults(TestModel.opset(7)
                .input("x", random(DOUBLE, 3, 2))
                .node("Dropout", "x", "y,mask")
                .output("y", DOUBLE)
                .output("mask", DOUBLE));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void batchNormalizationForEachChannelAndForEachFeature(long spatial) {
        long[] sizes = spatial == 1 ? new long[] {3} : new long[] {3, 2, 2};
        keepsItsResults(TestModel.opset(7)
                .input("x", random(FLOAT, 2, 3, 2, 2))
                .input("scale", positive(sizes))
                .input("bias", random(FLOAT, sizes))
                .input("mean", random(FLOAT, sizes))
                .input("var", positive(sizes))
                .node("BatchNormalization", "x,scale,bias,mean,var", "y", Map.of("spatial", integer(spatial)))
                .output("y", FLOAT));
    }

    @Test
    void groupNormalizationWithAScaleForEachGroup() {
        keepsItsResults(TestModel.opset(18)
                .input("x", random(FLOAT, 2, 6, 3))
                .input("scale", positive(2))
                .input("bias", random(FLOAT, 2))
                .node("GroupNormalization", "x,scale,bias", "y", Map.of("num_groups", integer(2)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nearest", "linear"})
    void upsampleOfBothForms(String mode) {
        keepsItsResults(TestModel.opset(7)
                .input("x", random(FLOAT, 1, 2, 3, 4))
                .node(
                        "Upsample",
                        "x",
                        "y",
                        Map.of("mode", StringValue.of(mode), "scales", new FloatsValue(List.of(1f, 1f, 2f, 1.5f))))
                .output("y", FLOAT));
        keepsItsResults(TestModel.opset(9)
                .input("x", random(FLOAT, 1, 2, 3, 4))
                .input("scales", Tensor.ofFloats(new long[] {4}, 1, 1, 1.6f, 3))
                .node("Upsample", "x,scales", "y", Map.of("mode", StringValue.of(mode)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"2.5,1.5", "0.6,0.5", "1.7,0.6", "0.4,3"})
    void resizeUpAndDown(float height, float width) {
        keepsItsResults(TestModel.opset(10)
                .input("x", random(FLOAT, 1, 2, 5, 7))
                .input("scales", Tensor.ofFloats(new long[] {4}, 1, 1, height, width))
                .node("Resize", "x,scales", "nearest")
                .node("Resize", "x,scales", "linear", Map.of("mode", StringValue.of("linear")))
                .output("nearest", FLOAT)
                .output("linear", FLOAT));
    }

    @Test
    void resizeToSizesWithEmptyScales() {
        keepsItsResults(TestModel.opset(11)
                .input("x", random(FLOAT, 1, 2, 5, 7))
                .constant("roi", Tensor.ofFloats(new long[] {0}))
                .constant("scales", Tensor.ofFloats(new long[] {0}))
                .constant("sizes", Tensor.vector(1, 2, 8, 9))
                .node("Resize", "x,roi,scales,sizes", "y", Map.of("mode", StringValue.of("linear")))
                .output("y", FLOAT));
    }

    @Test
    void regionsWithoutHalfPixels() {
        keepsItsResults(TestModel.opset(10)
                .input("x", random(FLOAT, 1, 1, 8, 8))
                .input("rois", Tensor.ofFloats(new long[] {2, 4}, 0, 0, 5, 6, 1, 2, 7, 7))
                .input("batch", Tensor.vector(0, 0))
                .node(
                        "RoiAlign",
                        "x,rois,batch",
                        "y",
                        Map.of("output_height", integer(3), "output_width", integer(2), "sampling_ratio", integer(2)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bilinear", "bicubic", "nearest"})
    void gridsOfEachMode(String mode) {
        keepsItsResults(TestModel.opset(16)
                .input("x", random(FLOAT, 1, 1, 4, 4))
                .input("grid", Tensor.ofFloats(new long[] {1, 1, 3, 2}, 0.1f, -0.4f, 0.9f, 0.3f, -0.6f, 0.2f))
                .node("GridSample", "x,grid", "y", Map.of("mode", StringValue.of(mode)))
                .output("y", FLOAT));
    }

    @Test
    void transformAlongTheFirstSignalAxis() {
        keepsItsResults(TestModel.opset(17)
                .input("x", random(FLOAT, 2, 4, 1))
                .node("DFT", "x", "y")
                .node("DFT", "x", "z", Map.of("axis", integer(0)))
                .output("y", FLOAT)
                .output("z", FLOAT));
    }

    @Test
    void scatter() {
        keepsItsResults(TestModel.opset(9)
                .input("x", random(FLOAT, 3, 3))
                .input("indices", Tensor.ofLongs(INT64, new long[] {1, 2}, 1, 0))
                .input("updates", positive(1, 2))
                .node("Scatter", "x,indices,updates", "y", Map.of("axis", integer(1)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"RNN,1", "GRU,3", "LSTM,4"})
    void recurrentLayers(String op, int gates) {
        keepsItsResults(TestModel.opset(7)
                .input("x", random(FLOAT, 3, 2, 4))
                .input("w", random(FLOAT, 1, gates * 5L, 4))
                .input("r", random(FLOAT, 1, gates * 5L, 5))
                .node(op, "x,w,r", "y,state", Map.of("hidden_size", integer(5)))
                .output("y", FLOAT)
                .output("state", FLOAT));
    }

    @Test
    void labelsInBothDirections() {
        OnnxAttribute classes =
                new StringsValue(Stream.of("cat", "dog", "fox").map(Text::of).toList());
        keepsItsResults(TestModel.opset(9)
                .domain(Domain.ML, 1)
                .input(
                        "x",
                        Tensor.ofStrings(
                                new long[] {3},
                                Stream.of("fox", "cow", "cat")
                                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                                        .toList()))
                .input("i", Tensor.vector(2, 7, 0))
                .node("ai.onnx.ml:LabelEncoder", "x", "y", Map.of("classes_strings", classes))
                .node(
                        "ai.onnx.ml:LabelEncoder",
                        "i",
                        "z",
                        Map.of("classes_strings", classes, "default_string", StringValue.of("none")))
                .output("y", INT64)
                .output("z", STRING));
    }

    /** Values and bounds that half precision holds exactly, as ONNX Runtime clips them in single precision. */
    @Test
    void clipOfHalfPrecision() {
        keepsItsResults(TestModel.opset(8)
                .input("x", Tensor.ofFloats(new long[] {4}, -2, -0.25f, 0.5f, 3))
                .node("Cast", "x", "half", Map.of("to", integer(10)))
                .node("Clip", "half", "clipped", Map.of("min", real(-0.5), "max", real(0.75)))
                .node("Cast", "clipped", "y", Map.of("to", integer(1)))
                .output("y", FLOAT));
    }
}
