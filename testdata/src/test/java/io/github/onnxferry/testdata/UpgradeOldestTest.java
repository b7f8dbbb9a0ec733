package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.testdata.UpgradeDifferentialTest.integer;
import static io.github.onnxferry.testdata.UpgradeDifferentialTest.integers;
import static io.github.onnxferry.testdata.UpgradeDifferentialTest.positive;
import static io.github.onnxferry.testdata.UpgradeDifferentialTest.random;
import static io.github.onnxferry.testdata.UpgradeDifferentialTest.real;
import static io.github.onnxferry.testdata.UpgradeRuns.gives;

import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models before opset 7, which no runtime runs: their upgrade gives what a newer model gives that says the same. */
class UpgradeOldestTest {
    @ParameterizedTest
    @CsvSource({"Add,1", "Sub,1", "Mul,-3", "Div,1"})
    void broadcastingFromAnAxis(String op, long axis) {
        UnaryOperator<TestModel> inputs =
                model -> model.input("a", random(FLOAT, 2, 3, 4, 5)).input("b", positive(3, 4));
        gives(
                inputs.apply(TestModel.opset(6))
                        .node(op, "a,b", "y", Map.of("broadcast", integer(1), "axis", integer(axis)))
                        .output("y", FLOAT),
                inputs.apply(TestModel.opset(13))
                        .constant("axes", Tensor.vector(2))
                        .node("Unsqueeze", "b,axes", "aligned")
                        .node(op, "a,aligned", "y")
                        .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"1", "-3"})
    void broadcastingOfUnknownRanks(long axis) {
        UnaryOperator<TestModel> inputs = model -> model.input("a", random(FLOAT, 2, 3, 4, 5))
                .input("b", positive(12))
                .input("shape", Tensor.vector(3, 4));
        gives(
                inputs.apply(TestModel.opset(6))
                        .node("Reshape", "b,shape", "matrix")
                        .node("Add", "a,matrix", "y", Map.of("broadcast", integer(1), "axis", integer(axis)))
                        .output("y", FLOAT),
                inputs.apply(TestModel.opset(13))
                        .constant("whole", Tensor.vector(3, 4, 1))
                        .node("Reshape", "b,whole", "aligned")
                        .node("Add", "a,aligned", "y")
                        .output("y", FLOAT));
    }

    @Test
    void slopesOfChannels() {
        UnaryOperator<TestModel> inputs =
                model -> model.input("x", random(FLOAT, 2, 3, 4)).input("slope", positive(3));
        gives(
                inputs.apply(TestModel.opset(6)).node("PRelu", "x,slope", "y").output("y", FLOAT),
                inputs.apply(TestModel.opset(13))
                        .constant("axes", Tensor.vector(1))
                        .node("Unsqueeze", "slope,axes", "aligned")
                        .node("PRelu", "x,aligned", "y")
                        .output("y", FLOAT));
    }

    @Test
    void tileAlongOneAxis() {
        UnaryOperator<TestModel> inputs = model -> model.input("x", random(FLOAT, 2, 3, 2));
        gives(
                inputs.apply(TestModel.opset(1))
                        .constant("tiles", Tensor.ofFloats(new long[0], 3))
                        .constant("axis", Tensor.ofFloats(new long[0], 1))
                        .node("Tile", "x,tiles,axis", "y")
                        .output("y", FLOAT),
                inputs.apply(TestModel.opset(13))
                        .constant("repeats", Tensor.vector(1, 3, 1))
                        .node("Tile", "x,repeats", "y")
                        .output("y", FLOAT));
    }

    @Test
    void namesOfTypesShapesAndPaddings() {
        UnaryOperator<TestModel> inputs = model -> model.input("x", random(FLOAT, 2, 6));
        gives(
                inputs.apply(TestModel.opset(1))
                        .node("Cast", "x", "whole", Map.of("to", StringValue.of("INT64")))
                        .node("Reshape", "x", "shaped", Map.of("shape", integers(0L, -1L, 3L)))
                        .node("Pad", "x", "padded", Map.of("paddings", integers(0L, 1L, 1L, 0L), "value", real(2)))
                        .node("Concat", "x,x", "joined")
                        .output("whole", INT64)
                        .output("shaped", FLOAT)
                        .output("padded", FLOAT)
                        .output("joined", FLOAT),
                inputs.apply(TestModel.opset(13))
                        .constant("shape", Tensor.vector(0, -1, 3))
                        .constant("pads", Tensor.vector(0, 1, 1, 0))
                        .constant("two", Tensor.ofFloats(new long[0], 2))
                        .node("Cast", "x", "whole", Map.of("to", integer(7)))
                        .node("Reshape", "x,shape", "shaped")
                        .node("Pad", "x,pads,two", "padded")
                        .node("Concat", "x,x", "joined", Map.of("axis", integer(1)))
                        .output("whole", INT64)
                        .output("shaped", FLOAT)
                        .output("padded", FLOAT)
                        .output("joined", FLOAT));
    }

    @Test
    void splitByLengthsThatAreAnInput() {
        UnaryOperator<TestModel> inputs = model -> model.input("x", random(FLOAT, 5, 2));
        gives(
                inputs.apply(TestModel.opset(1))
                        .input("lengths", Tensor.ofFloats(new long[] {2}, 1, 4))
                        .node("Split", "x,lengths", "a,b")
                        .output("a", FLOAT)
                        .output("b", FLOAT),
                inputs.apply(TestModel.opset(13))
                        .input("lengths", Tensor.ofFloats(new long[] {2}, 1, 4))
                        .node("Cast", "lengths", "whole", Map.of("to", integer(7)))
                        .node("Split", "x,whole", "a,b")
                        .output("a", FLOAT)
                        .output("b", FLOAT));
    }

    @Test
    void upsampleByTwoScales() {
        UnaryOperator<TestModel> inputs = model -> model.input("x", random(FLOAT, 1, 2, 3, 4));
        gives(
                inputs.apply(TestModel.opset(1))
                        .node(
                                "Upsample",
                                "x",
                                "y",
                                Map.of(
                                        "height_scale", real(2),
                                        "width_scale", real(3),
                                        "mode", StringValue.of("bilinear")))
                        .output("y", FLOAT),
                inputs.apply(TestModel.opset(9))
                        .constant("scales", Tensor.ofFloats(new long[] {4}, 1, 1, 2, 3))
                        .node("Upsample", "x,scales", "y", Map.of("mode", StringValue.of("linear")))
                        .output("y", FLOAT));
    }

    @Test
    void poolsOfWholeNorms() {
        UnaryOperator<TestModel> inputs = model -> model.input("x", random(FLOAT, 1, 2, 4, 4));
        gives(
                inputs.apply(TestModel.opset(1))
                        .node("LpPool", "x", "a", Map.of("kernel_shape", integers(2L, 2L), "p", real(3)))
                        .node("GlobalLpPool", "x", "b", Map.of("p", real(1)))
                        .node("Selu", "x", "c")
                        .output("a", FLOAT)
                        .output("b", FLOAT)
                        .output("c", FLOAT),
                inputs.apply(TestModel.opset(13))
                        .node("LpPool", "x", "a", Map.of("kernel_shape", integers(2L, 2L), "p", integer(3)))
                        .node("GlobalLpPool", "x", "b", Map.of("p", integer(1)))
                        .node("Selu", "x", "c", Map.of("alpha", real(1.6732), "gamma", real(1.0507)))
                        .output("a", FLOAT)
                        .output("b", FLOAT)
                        .output("c", FLOAT));
    }

    @Test
    void batchNormalizationThatIsTested() {
        UnaryOperator<TestModel> inputs = model -> model.input("x", random(FLOAT, 2, 3, 4))
                .input("scale", positive(3))
                .input("bias", random(FLOAT, 3))
                .input("mean", random(FLOAT, 3))
                .input("var", positive(3));
        gives(
                inputs.apply(TestModel.opset(1))
                        .node(
                                "BatchNormalization",
                                "x,scale,bias,mean,var",
                                "y",
                                Map.of("is_test", integer(1), "consumed_inputs", integers(0L, 0L, 0L, 1L, 1L)))
                        .output("y", FLOAT),
                inputs.apply(TestModel.opset(15))
                        .node("BatchNormalization", "x,scale,bias,mean,var", "y")
                        .output("y", FLOAT));
    }

    @Test
    void batchNormalizationThatTrains() {
        UnaryOperator<TestModel> inputs = model -> model.input("x", random(FLOAT, 2, 3, 4))
                .input("scale", positive(3))
                .input("bias", random(FLOAT, 3))
                .input("mean", random(FLOAT, 3))
                .input("var", positive(3));
        gives(
                inputs.apply(TestModel.opset(9))
                        .node("BatchNormalization", "x,scale,bias,mean,var", "y,m,v,saved_m,saved_v")
                        .output("y", FLOAT)
                        .output("m", FLOAT)
                        .output("v", FLOAT)
                        .output("saved_m", FLOAT)
                        .output("saved_v", FLOAT),
                inputs.apply(TestModel.opset(18))
                        .constant("one", Tensor.ofFloats(new long[0], 1))
                        .constant("epsilon", Tensor.ofFloats(new long[0], 1e-5f))
                        .node(
                                "BatchNormalization",
                                "x,scale,bias,mean,var",
                                "y,m,v",
                                Map.of("training_mode", integer(1)))
                        .constant("axes", Tensor.vector(0, 2))
                        .node("ReduceMean", "x,axes", "saved_m", Map.of("keepdims", integer(0)))
                        .node("ReduceMean", "x,axes", "centre")
                        .node("Sub", "x,centre", "centred")
                        .node("Mul", "centred,centred", "square")
                        .node("ReduceMean", "square,axes", "variance", Map.of("keepdims", integer(0)))
                        .node("Add", "variance,epsilon", "stable")
                        .node("Sqrt", "stable", "deviation")
                        .node("Div", "one,deviation", "saved_v")
                        .output("y", FLOAT)
                        .output("m", FLOAT)
                        .output("v", FLOAT)
                        .output("saved_m", FLOAT)
                        .output("saved_v", FLOAT));
    }
}
