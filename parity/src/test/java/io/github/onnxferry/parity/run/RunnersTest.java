package io.github.onnxferry.parity.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.check.Models;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.compare.Tolerance;
import io.github.onnxferry.parity.data.Datum;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunnersTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"STRING", "RESOURCE", "VARIANT"})
    void everyDTypePassesThroughTensorFlow(DType dtype) throws IOException {
        TinyModels.savedModel(folder, "Identity", dtype);
        // The pattern of a power of two in each of the small floats, and of a true bool.
        var bytes = new byte[(int) dtype.packedBytes(8)];
        bytes[0] = 1;
        try (var runner = new TensorFlowRunner(folder, TinyModels.contract(dtype), 1)) {
            passes(runner, Tensor.of(dtype, new long[] {2, 4}, Bytes.of(bytes)));
            passes(runner, Tensor.of(dtype, new long[] {0, 3}, Bytes.of(new byte[0])));
        }
    }

    @Test
    void weightsThatNothingReadsDoNotKeepAModelFromRunning(@TempDir Path scratch) {
        var model = Models.of(DType.FLOAT, 64)
                .weight("w", 1, 1, 64, 64)
                .weight("unused", 2, 1, 64, 64)
                .node("MatMul", List.of("x", "w"), "y")
                .output("y", DType.FLOAT)
                .build();
        var mapped = OnnxReader.read(Models.write(model, scratch.resolve("model.onnx")));
        try (var runner = OnnxRuntimeRunner.open(mapped, "test", OnnxRuntimeRunner.Settings.reference(1))) {
            var x = Tensor.ofFloats(new long[] {1, 64}, new float[64]);
            assertThat(runner.run(Map.of("x", Datum.of(x)))).containsKey("y");
        }
    }

    @Test
    void stringsPassThroughTensorFlow() throws IOException {
        TinyModels.savedModel(folder, "Identity", DType.STRING);
        try (var runner = new TensorFlowRunner(folder, TinyModels.contract(DType.STRING), 1)) {
            passes(runner, strings("", "short", "longer than what fits into the struct itself", "ä\0ö"));
            passes(runner, Tensor.ofStrings(new long[] {0}, List.of()));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"BOOL", "UINT8", "INT8", "INT16", "INT32", "INT64", "FLOAT16", "BFLOAT16", "FLOAT", "DOUBLE"})
    void dtypesOfTheJavaInterfacePassThroughOnnxRuntime(DType dtype) throws IOException {
        try (var runner = OnnxRuntimeRunner.open(onnx("Identity", dtype, 16), 1)) {
            passes(runner, Tensor.ofLongs(dtype, new long[] {2, 2}, 0, 1, 1, 0));
            passes(runner, Tensor.of(dtype, new long[] {0, 3}, Bytes.of(new byte[0])));
        }
    }

    @Test
    void stringsPassThroughOnnxRuntime() throws IOException {
        try (var runner = OnnxRuntimeRunner.open(onnx("Identity", DType.STRING, 16), 1)) {
            passes(runner, strings("", "äöü", "x"));
        }
    }

    @Test
    void typesThatOnnxRuntimesJavaInterfaceLacksAreRefused() throws IOException {
        try (var runner = OnnxRuntimeRunner.open(onnx("Identity", DType.UINT32, 16), 1)) {
            refused(
                    Code.UNSUPPORTED_TYPE,
                    () -> runner.run(Map.of("x", Datum.of(Tensor.ofLongs(DType.UINT32, new long[] {1}, 1)))));
        }
    }

    @Test
    void bothRuntimesComputeTheSame() throws IOException {
        TinyModels.savedModel(folder.resolve("saved"), "Exp", DType.FLOAT);
        var inputs = Map.of("x", Datum.of(Tensor.ofFloats(new long[] {3}, -1, 0, 1)));
        try (var reference = OnnxRuntimeRunner.open(onnx("Exp", DType.FLOAT, 13), 1);
                var candidate = new TensorFlowRunner(folder.resolve("saved"), TinyModels.contract(DType.FLOAT), 1)) {
            var comparison =
                    Comparison.of(reference.run(inputs), candidate.run(inputs), dtype -> new Tolerance.OfLargest(1e-6));
            assertThat(comparison.problems()).isEmpty();
            assertThat(reference.runtime()).startsWith("ONNX Runtime 1.");
            assertThat(candidate.runtime()).startsWith("TensorFlow 2.");
        }
    }

    @Test
    void whatDoesNotLoadIsRefused() throws IOException {
        refused(Code.RUNTIME_LOAD, () -> new TensorFlowRunner(folder, TinyModels.contract(DType.FLOAT), 1));
        var file = folder.resolve("model.onnx");
        Files.write(file, new byte[] {1, 2, 3});
        refused(Code.RUNTIME_LOAD, () -> OnnxRuntimeRunner.open(file, 1));
    }

    @Test
    void feedsThatTheSignatureDoesNotKnowAreRefused() throws IOException {
        TinyModels.savedModel(folder, "Identity", DType.FLOAT);
        try (var runner = new TensorFlowRunner(folder, TinyModels.contract(DType.FLOAT), 1)) {
            refused(Code.CONTRACT, () -> runner.run(Map.of()));
            refused(Code.CONTRACT, () -> runner.run(Map.of("x", Datum.of(Tensor.vector(1)))));
            var value = Datum.of(Tensor.ofFloats(new long[] {1}, 1));
            refused(Code.CONTRACT, () -> runner.run(Map.of("x", value, "z", value)));
        }
    }

    private Path onnx(String op, DType dtype, int opset) throws IOException {
        var file = folder.resolve("model.onnx");
        Files.write(file, TinyModels.onnx(op, dtype, opset).toByteArray());
        return file;
    }

    private static void passes(ModelRunner runner, Tensor tensor) {
        var comparison = Comparison.of(
                Map.of("y", Datum.of(tensor)),
                runner.run(Map.of("x", Datum.of(tensor))),
                dtype -> new Tolerance.OfLargest(0));
        assertThat(comparison.problems()).isEmpty();
    }

    private static void refused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(code));
    }

    private static Tensor strings(String... texts) {
        return Tensor.ofStrings(
                new long[] {texts.length},
                java.util.Arrays.stream(texts)
                        .map(t -> t.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }
}
