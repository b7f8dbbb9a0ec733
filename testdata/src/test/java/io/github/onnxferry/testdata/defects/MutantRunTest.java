package io.github.onnxferry.testdata.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.testdata.TestModel;
import io.github.onnxferry.testdata.TestModel.Variant;
import io.github.onnxferry.testdata.defects.JudgedMutant.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live and dead, caught and missed mutants are told apart. */
class MutantRunTest {
    private static final CheckUnderTest BLIND = (onnx, savedModel) -> true;
    private static final CheckUnderTest STRICT = (onnx, savedModel) -> false;

    @TempDir
    Path scratch;

    private MutantRun run(TestModel test) throws IOException {
        var folder = Files.createDirectory(scratch.resolve("small"));
        OnnxWriter.write(test.build(Variant.DYNAMIC), folder.resolve("model.onnx"));
        return new MutantRun(folder, Files.createDirectory(scratch.resolve("work")));
    }

    private static JudgedMutant only(List<JudgedMutant> judged, DefectKind kind) {
        return judged.stream()
                .filter(m -> m.mutation().kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMutantThatAnswersOtherwiseIsLive() throws IOException {
        var judged = run(SmallModels.withConstant("Mul", SmallModels.ramp(2, 3), Tensor.scalar(DType.FLOAT, 2)))
                .judge(0, 10, BLIND, m -> {});
        var scalar = only(judged, DefectKind.SCALAR_OFF);
        assertThat(scalar.state()).isEqualTo(State.RUNS);
        assertThat(scalar.difference().relative()).isBetween(0.009, 0.011);
        assertThat(scalar.isMissed()).isTrue();
        assertThat(scalar.mutation().owner()).isEqualTo("Mul_0");
    }

    @Test
    void aMutantThatAnswersTheSameIsNotLive() throws IOException {
        var reluOfExponential = TestModel.opset(18)
                .input("x", SmallModels.ramp(2, 3))
                .node("Exp", "x", "a")
                .node("Relu", "a", "y")
                .output("y", DType.FLOAT);
        var judged = run(reluOfExponential).judge(0, 10, BLIND, m -> {});
        var clamp = only(judged, DefectKind.CLAMP_REMOVED);
        assertThat(clamp.isLive()).isFalse();
        assertThat(clamp.isMissed()).isFalse();
        assertThat(new MutantTable(List.of(clamp)).live()).isZero();
    }

    @Test
    void whatTheCheckFindsIsNotRunByItself() throws IOException {
        var judged = run(SmallModels.withConstant("Mul", SmallModels.ramp(2, 3), Tensor.scalar(DType.FLOAT, 2)))
                .judge(0, 10, STRICT, m -> {});
        assertThat(judged).isNotEmpty().allMatch(m -> m.state() == State.FOUND && m.caught() && m.isLive());
    }

    @Test
    void aMutantThatFailsIsLiveAndAnErrorOfTheCheckCounts() throws IOException {
        var product = TestModel.opset(18)
                .input("x", SmallModels.ramp(2, 3))
                .constant("w", SmallModels.ramp(2, 4))
                .node("Transpose", "x", "t", Map.of("perm", new IntsValue(List.of(1L, 0L))))
                .node("MatMul", "t,w", "y")
                .output("y", DType.FLOAT);
        var judged = run(product)
                .judge(
                        0,
                        30,
                        (onnx, savedModel) -> {
                            throw new FerryException(Code.RUNTIME_RUN, "mutant", "does not run", "");
                        },
                        m -> {});
        var dropped = only(judged, DefectKind.TRANSPOSE_DROPPED);
        assertThat(dropped.state()).isNotEqualTo(State.RUNS);
        assertThat(dropped.isLive()).isTrue();
        assertThat(dropped.isMissed()).isFalse();
    }

    @Test
    void theTableCountsByKindAndListsWhatWasMissed() throws IOException {
        var judged = run(SmallModels.withConstant("Mul", SmallModels.ramp(2, 3), Tensor.scalar(DType.FLOAT, 2)))
                .judge(0, 10, BLIND, m -> {});
        var table = new MutantTable(judged);
        assertThat(table.share()).isZero();
        assertThat(table.text())
                .containsPattern("scalar-off +1 +1 +1 +0 +1")
                .contains("Missed:\n  small: ", "  small: scalar-off at Mul_0/Mul");
        assertThat(new MutantTable(List.of()).share()).isEqualTo(1);
    }
}
