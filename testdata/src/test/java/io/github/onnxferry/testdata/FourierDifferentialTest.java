package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transforms of whole signals and of their frames, against ONNX Runtime. */
class FourierDifferentialTest {
    private static Tensor noise(int seed, DType dtype, long... sizes) {
        return Tensor.ofDoubles(
                dtype,
                sizes,
                new Random(seed).doubles(Tensor.elements(sizes), -2, 2).toArray());
    }

    private static Tensor int64(long value) {
        return Tensor.ofLongs(DType.INT64, new long[0], value);
    }

    private static Map<String, OnnxAttribute> flags(long inverse, long onesided) {
        return Map.of("inverse", new IntValue(inverse), "onesided", new IntValue(onesided));
    }

    @ParameterizedTest
    @CsvSource({
        "2 8 1, 1, 0, 0, FLOAT", "2 7 1, 1, 0, 0, FLOAT", "2 8 2, 1, 0, 0, DOUBLE", "2 7 2, -2, 0, 0, FLOAT",
        "2 8 1, 1, 0, 1, FLOAT", "2 7 1, -2, 0, 1, DOUBLE", "3 5 4 1, 0, 0, 0, FLOAT", "3 5 4 1, 1, 0, 1, FLOAT",
        "3 5 4 2, -3, 0, 0, FLOAT", "3 5 4 2, 2, 1, 0, FLOAT", "3 5 4 2, 1, 1, 0, DOUBLE", "9 2, 0, 1, 0, FLOAT",
        "9 1, 0, 0, 1, FLOAT", "2 1 1, 1, 0, 0, FLOAT", "2 16 2, 1, 1, 0, FLOAT", "2 31 1, 1, 0, 1, FLOAT"
    })
    void transformsAlongAnAxis(String sizes, long axis, long inverse, long onesided, DType dtype) {
        Differential.check(
                TestModel.opset(20)
                        .input(
                                "x",
                                noise(
                                        1,
                                        dtype,
                                        MovementDifferentialTest.vector(sizes).longs()))
                        .constant("axis", int64(axis))
                        .node("DFT", "x,,axis", "y", flags(inverse, onesided))
                        .output("y", dtype),
                1e-4,
                1e-5);
    }

    @ParameterizedTest
    @CsvSource({
        "2 8 1, 5, 0, 0", "2 8 1, 13, 0, 0", "2 8 1, 5, 0, 1", "2 8 1, 12, 0, 1", "2 8 2, 5, 0, 0",
        "2 8 2, 11, 0, 0", "2 8 2, 5, 1, 0", "2 8 2, 11, 1, 0", "2 8 2, 8, 0, 0", "2 8 1, 1, 0, 1"
    })
    void cutsAndPadsTheSignal(String sizes, long length, long inverse, long onesided) {
        Differential.check(
                TestModel.opset(20)
                        .input(
                                "x",
                                noise(
                                        2,
                                        FLOAT,
                                        MovementDifferentialTest.vector(sizes).longs()))
                        .input("length", int64(length))
                        .node("DFT", "x,length", "y", flags(inverse, onesided))
                        .output("y", FLOAT),
                1e-4,
                1e-5);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "2, 0, 1", "-3, 0, 0", "-2, 0, 1", "2, 1, 0"})
    void takesTheAxisAsAnAttributeInOldOpsets(long axis, long inverse, long onesided) {
        var attributes = new java.util.LinkedHashMap<>(flags(inverse, onesided));
        attributes.put("axis", new IntValue(axis));
        Differential.check(
                TestModel.opset(17)
                        .input("x", noise(3, FLOAT, 2, 5, 6, inverse + 1))
                        .constant("length", Tensor.ofLongs(INT32, new long[0], 7))
                        .node("DFT", "x,length", "y", attributes)
                        .output("y", FLOAT),
                1e-4,
                1e-5);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "-2", "-4"})
    void takesTheAxisAsAnInput(long axis) {
        Differential.check(
                TestModel.opset(20)
                        .input("x", noise(4, FLOAT, 3, 4, 5, 2))
                        .input("axis", int64(axis))
                        .node("DFT", "x,,axis", "y")
                        .output("y", FLOAT),
                1e-4,
                1e-5);
    }

    @ParameterizedTest
    @CsvSource({
        "20, 8, 4, 1, 1, FLOAT", "20, 8, 3, 1, 1, FLOAT", "23, 8, 5, 0, 1, FLOAT", "23, 7, 5, 1, 1, DOUBLE",
        "16, 16, 1, 1, 1, FLOAT", "16, 4, 9, 1, 1, FLOAT", "9, 5, 2, 0, 1, FLOAT", "40, 12, 8, 1, 1, FLOAT"
    })
    void transformsFrames(long samples, long length, long step, long onesided, long parts, DType dtype) {
        var x = noise(5, dtype, 2, samples, parts);
        var attributes = Map.<String, OnnxAttribute>of("onesided", new IntValue(onesided));
        Differential.check(
                TestModel.opset(17)
                        .input("x", x)
                        .constant("step", int64(step))
                        .input("window", noise(6, dtype, length))
                        .constant("length", int64(length))
                        .node("STFT", "x,step,window,length", "y", attributes)
                        .output("y", dtype),
                1e-4,
                1e-5);
        Differential.check(
                TestModel.opset(17)
                        .input("x", x)
                        .input("step", int64(step))
                        .input("window", noise(6, dtype, length))
                        .node("STFT", "x,step,window", "y", attributes)
                        .output("y", dtype),
                1e-4,
                1e-5);
        Differential.check(
                TestModel.opset(17)
                        .input("x", x)
                        .input("step", int64(step))
                        .input("length", int64(length))
                        .node("STFT", "x,step,,length", "y", attributes)
                        .output("y", dtype),
                1e-4,
                1e-5);
    }

    /** The transform is linear, and ONNX Runtime is right about real signals. */
    @ParameterizedTest
    @CsvSource({"20, 8, 4", "20, 6, 6", "11, 5, 2", "9, 9, 1", "5, 5, 2"})
    void transformsFramesOfComplexSignals(long samples, long length, long step) {
        var twoSided = Map.<String, OnnxAttribute>of("onesided", new IntValue(0));
        var lastAxis = Map.<String, OnnxAttribute>of("axis", new IntValue(-1));
        Differential.check(
                frames(samples, length, step).node("STFT", "x,step,window", "y", twoSided),
                frames(samples, length, step)
                        .node("Split", "x", "re,im", lastAxis)
                        .node("STFT", "re,step,window", "a", twoSided)
                        .node("STFT", "im,step,window", "b", twoSided)
                        .node("Split", "a", "a_re,a_im", lastAxis)
                        .node("Split", "b", "b_re,b_im", lastAxis)
                        .node("Sub", "a_re,b_im", "y_re")
                        .node("Add", "a_im,b_re", "y_im")
                        .node("Concat", "y_re,y_im", "y", lastAxis),
                1e-4,
                1e-5);
    }

    private static TestModel frames(long samples, long length, long step) {
        return TestModel.opset(17)
                .input("x", noise(7, FLOAT, 2, samples, 2))
                .constant("step", int64(step))
                .input("window", noise(8, FLOAT, length))
                .output("y", FLOAT);
    }
}
