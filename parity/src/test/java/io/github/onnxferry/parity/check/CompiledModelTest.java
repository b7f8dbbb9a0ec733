package io.github.onnxferry.parity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.optimise.compile.CompileChoice;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.parity.data.GeneratedRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Models that TensorFlow compiles with XLA agree with ONNX Runtime, from the disk. */
class CompiledModelTest {
    private static final String MARK = "_XlaMustCompile";

    @TempDir
    Path folder;

    private static OnnxModel network() {
        return Models.of(DType.FLOAT, 24)
                .weight("w", 5, 0.5, 24, 48)
                .weight("v", 6, 0.5, 48, 600)
                .node("MatMul", List.of("x", "w"), "a")
                .node("Tanh", List.of("a"), "b")
                .node("MatMul", List.of("b", "v"), "c")
                .node("Softmax", List.of("c"), "y")
                .output("y", DType.FLOAT)
                .build();
    }

    private Path converted(OnnxModel model, ConversionOptions options) {
        var onnx = Models.write(model, folder.resolve("model.onnx"));
        var saved = folder.resolve("saved");
        new Converter(options).convert(onnx, saved, Progress.NONE);
        return saved;
    }

    @ParameterizedTest
    @EnumSource(Weights.class)
    void aCompiledModelAgrees(Weights weights) throws IOException {
        var model = network();
        var saved =
                converted(model, ConversionOptions.DEFAULT.withWeights(weights).withCompile(CompileChoice.XLA));
        try (var check = new ParityCheck(folder.resolve("model.onnx"), CheckOptions.DEFAULT)) {
            var result = check.run(saved, new GeneratedRecords(model, 0, 1, Map.of(), false), Progress.NONE);
            assertThat(result.problems()).isEmpty();
            assertThat(result.passed()).isTrue();
        }
        assertThat(Files.readString(saved.resolve("assets.extra/onnxferry.json")))
                .contains("\"compile\" : \"xla\"");
    }

    @Test
    void theModelAndEveryCallOfItAreMarked() throws IOException {
        var functions = functions(converted(network(), ConversionOptions.DEFAULT.withCompile(CompileChoice.XLA)));
        var main = functions.stream()
                .filter(f -> f.getNodeDefList().stream().anyMatch(n -> n.getOp().equals("Softmax")))
                .findFirst()
                .orElseThrow();
        assertThat(main.getAttrOrThrow(MARK).getB()).isTrue();
        var calls = functions.stream()
                .flatMap(f -> f.getNodeDefList().stream())
                .filter(n -> n.getOp().equals("StatefulPartitionedCall"))
                .toList();
        assertThat(calls)
                .hasSize(2)
                .allSatisfy(call -> assertThat(text(call, main)).isEqualTo("""
                StatefulPartitionedCall = MAIN(x) _XlaMustCompile=true
                """));
    }

    private static String text(NodeDef call, FunctionDef main) {
        var called = call.getAttrOrThrow("f").getFunc().getName();
        return call.getName() + " = "
                + (called.equals(main.getSignature().getName()) ? "MAIN" : called)
                + "(" + String.join(", ", call.getInputList()) + ") "
                + MARK + "=" + call.getAttrOrThrow(MARK).getB() + "\n";
    }

    @Test
    void nothingIsMarkedIfNotAskedFor() throws IOException {
        assertThat(functions(converted(network(), ConversionOptions.DEFAULT)))
                .noneMatch(
                        f -> f.containsAttr(MARK) || f.getNodeDefList().stream().anyMatch(n -> n.containsAttr(MARK)));
    }

    private static List<FunctionDef> functions(Path saved) throws IOException {
        return SavedModel.parseFrom(Files.readAllBytes(saved.resolve("saved_model.pb")))
                .getMetaGraphs(0)
                .getGraphDef()
                .getLibrary()
                .getFunctionList();
    }

    @Test
    void nothingIsWrittenOfWhatXlaCannotCompile() {
        var model = Models.of(DType.FLOAT, 4)
                .node("Cast", List.of("x"), "y", Map.of("to", new OnnxAttribute.IntValue(8)))
                .output("y", DType.STRING)
                .build();
        assertThatThrownBy(() -> converted(model, ConversionOptions.DEFAULT.withCompile(CompileChoice.XLA)))
                .isInstanceOf(FerryException.class)
                .hasMessageContainingAll("FERRY-2008", "XLA has no strings");
        assertThat(folder.resolve("saved")).doesNotExist();
    }
}
