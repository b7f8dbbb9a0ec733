package io.github.onnxferry.testdata.optimise;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.check.CheckOptions;
import io.github.onnxferry.parity.check.ParityCheck;
import io.github.onnxferry.parity.data.GeneratedRecords;
import io.github.onnxferry.testdata.Differential;
import io.github.onnxferry.testdata.TestModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Activations next to constants that are nearly those of their definition. With oneDNN on, TensorFlow's remapper takes a product such as
 * {@code 0.161 * x * relu6(x + 3)} for HardSwish, whose factor is a sixth: it compares constants with a tolerance of 0.01 (2.18).
 */
class ScaledActivationsTest {
    private static final int CHANNELS = 48;
    private static final float NEARLY_ONE = 0.966f;

    @TempDir
    Path scratch;

    @ParameterizedTest
    @EnumSource
    void hardSwishAsAnOperator(OptimisationLevel level) {
        agree(convolution().node("HardSwish", "c", "h").node("Mul", "s,h", "z"), level);
    }

    @ParameterizedTest
    @EnumSource
    void hardSwishInParts(OptimisationLevel level) {
        for (String product : List.of("c,k", "k,c")) {
            for (String scaled : List.of("s,h", "h,s")) {
                agree(inParts(3, product).node("Mul", scaled, "z"), level);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {2.995, 3.004})
    void sumsThatAreNearlyThree(double shift) {
        agree(inParts(shift, "c,k").node("Identity", "h", "z"), OptimisationLevel.LAYOUT);
    }

    @ParameterizedTest
    @EnumSource
    void geluOfAProduct(OptimisationLevel level) {
        var model = TestModel.opset(20)
                .input("x", floats(2, 5, CHANNELS))
                .constant("w", floats(1, CHANNELS, CHANNELS))
                .constant("b", floats(3, CHANNELS))
                .constant("s", Tensor.ofFloats(new long[] {1}, NEARLY_ONE))
                .constant("w2", floats(4, CHANNELS, CHANNELS))
                .node("Gemm", "x,w,b", "c")
                .node("Gelu", "c", "h")
                .node("Mul", "s,h", "z")
                .node("MatMul", "z,w2", "y")
                .output("y", DType.FLOAT);
        check(model, level);
    }

    private static TestModel convolution() {
        return TestModel.opset(14)
                .input("x", floats(2, 2, CHANNELS, 9, 9))
                .constant("w", floats(1, CHANNELS, CHANNELS, 1, 1))
                .constant("b", floats(3, CHANNELS))
                .constant("s", Tensor.ofFloats(new long[] {1}, NEARLY_ONE))
                .constant("w2", floats(4, CHANNELS, CHANNELS, 1, 1))
                .node("Conv", "x,w,b", "c");
    }

    private static TestModel inParts(double shift, String product) {
        return convolution()
                .constant("three", scalar(shift))
                .constant("zero", scalar(0))
                .constant("six", scalar(6))
                .node("Add", "c,three", "a")
                .node("Clip", "a,zero,six", "k")
                .node("Mul", product, "m")
                .node("Div", "m,six", "h");
    }

    private void agree(TestModel model, OptimisationLevel level) {
        check(model.node("Conv", "z,w2", "y").output("y", DType.FLOAT), level);
    }

    private void check(TestModel model, OptimisationLevel level) {
        Differential.check(model);
        // TensorFlow's patterns hang on the order of operands, and that on the names of nodes.
        var named = model.build(TestModel.Variant.STATIC);
        var unnamed = named.graph().nodes().stream().map(n -> n.withName("")).toList();
        agrees(named, level);
        agrees(named.withGraph(named.graph().withNodes(unnamed)), level);
    }

    private void agrees(OnnxModel model, OptimisationLevel level) {
        var file = scratch.resolve("model.onnx");
        OnnxWriter.write(model, file);
        var saved = scratch.resolve("saved");
        new Converter(ConversionOptions.DEFAULT.withOptimisation(level).withOverwrite(true))
                .convert(file, saved, Progress.NONE);
        try (var check = new ParityCheck(file, CheckOptions.DEFAULT.withThreads(1))) {
            var records = new GeneratedRecords(check.model(), 0, 2, Map.of(), false);
            assertThat(check.run(saved, records, Progress.NONE).problems()).isEmpty();
        }
    }

    private static Tensor scalar(double value) {
        return Tensor.scalar(DType.FLOAT, value);
    }

    private static Tensor floats(long seed, long... sizes) {
        var values = new Random(seed).doubles(Tensor.elements(sizes), -1, 1).toArray();
        return Tensor.ofDoubles(DType.FLOAT, sizes, values);
    }
}
