package io.github.onnxferry.testdata.defects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.testdata.TestModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which defects are chosen, and what surrounds them in the written copy. */
class DefectsTest {
    @TempDir
    Path scratch;

    /** Ten matrix products, each with a bias and a Relu. */
    private SavedModelFile layers() {
        var test = TestModel.opset(18).input("h0", SmallModels.ramp(2, 4));
        for (int i = 0; i < 10; i++) {
            test.constant("w" + i, Constants.mapped(SmallModels.ramp(4, 4), v -> v - 8))
                    .constant("b" + i, SmallModels.floats(i, 1, -2, 3))
                    .node("MatMul", "h" + i + ",w" + i, "p" + i)
                    .node("Add", "p" + i + ",b" + i, "a" + i)
                    .node("Relu", "a" + i, "h" + (i + 1));
        }
        return SavedModelFile.read(
                ConvertedModel.of(test.output("h10", DType.FLOAT), scratch).folder());
    }

    @Test
    void theSameSeedGivesTheSameDefects() {
        var file = layers();
        assertThat(mutations(file, 5)).isEqualTo(mutations(file, 5)).isNotEqualTo(mutations(file, 6));
    }

    private static List<Mutation> mutations(SavedModelFile file, long seed) {
        return Defects.of(file, seed, 20).stream().map(Defect::mutation).toList();
    }

    @Test
    void kindsTakeTurns() {
        var file = layers();
        int kinds = Defects.all(file, 5).size();
        assertThat(Defects.of(file, 5, kinds))
                .extracting(d -> d.mutation().kind())
                .doesNotHaveDuplicates()
                .hasSize(kinds);
        assertThat(Defects.of(file, 5, 2 * kinds).subList(kinds, 2 * kinds))
                .extracting(d -> d.mutation().kind())
                .hasSize(kinds)
                .doesNotHaveDuplicates();
    }

    @Test
    void defectsAreSpreadOverTheDepth() {
        var depths = mutations(layers(), 5).stream().map(Mutation::depth).toList();
        for (double from = 0; from < 1; from += 0.25) {
            double begin = from;
            assertThat(depths)
                    .as("from %s", begin)
                    .filteredOn(d -> d >= begin && d < begin + 0.25)
                    .hasSizeBetween(3, 7);
        }
    }

    @Test
    void noMoreThanThereAre() {
        var file = layers();
        var all = Defects.of(file, 5, 100_000);
        var places = new HashSet<String>();
        assertThat(all)
                .allMatch(d -> places.add(d.mutation().kind() + d.mutation().node()));
        assertThat(all.size()).isGreaterThan(100);
    }

    @Test
    void theOwnerIsTheScopeOfTheOnnxNode() {
        var file = SavedModelFile.read(
                ConvertedModel.of(SmallModels.transpose(), scratch).folder());
        assertThat(mutations(file, 0)).isNotEmpty().allMatch(m -> m.owner().equals("Transpose_0"));
    }

    @Test
    void whatDecidesIfALoopGoesOnIsLeftAlone() {
        var file = SavedModelFile.read(
                ConvertedModel.of(SmallModels.loop(), scratch).folder());
        var condition = file.functions().stream()
                .filter(FunctionView::decidesLoop)
                .map(FunctionView::name)
                .toList();
        assertThat(condition).hasSize(1);
        assertThat(mutations(file, 0))
                .isNotEmpty()
                .noneMatch(m -> condition.contains(m.function()))
                .anyMatch(m -> m.function().contains("body"));
    }

    @Test
    void aConstantThatOthersUseStaysForThem() {
        var test = TestModel.opset(18)
                .input("x", SmallModels.ramp(2, 3))
                .constant("b", SmallModels.floats(1, 2, 3))
                .node("Add", "x,b", "a")
                .node("Exp", "a", "e")
                .node("Add", "e,b", "y")
                .output("y", DType.FLOAT);
        var file = SavedModelFile.read(ConvertedModel.of(test, scratch).folder());
        var shifted = Defects.all(file, 0).getOrDefault(DefectKind.BIAS_SHIFTED, List.of());
        assertThat(shifted).hasSize(2);
        var function = file.function(shifted.get(0).mutation().function());
        assertThat(FunctionText.of(shifted.get(0).in(function)))
                .isEqualTo("AddV2(Exp(AddV2(x, [2.0,3.0,1.0])), [1.0,2.0,3.0])");
        assertThat(FunctionText.of(function)).isEqualTo("AddV2(Exp(AddV2(x, [1.0,2.0,3.0])), [1.0,2.0,3.0])");
    }

    @Test
    void whatChangesNothingIsNoDefect() {
        var zeros = SmallModels.withConstant("Add", SmallModels.ramp(2, 3), Tensor.ofFloats(new long[] {3}, 0, 0, 0));
        var file = SavedModelFile.read(ConvertedModel.of(zeros, scratch).folder());
        assertThat(Defects.all(file, 0)).doesNotContainKeys(DefectKind.BIAS_DROPPED, DefectKind.BIAS_SHIFTED);
    }

    @Test
    void theRestOfTheFolderIsThereWithoutTheFingerprint() throws IOException {
        var converted = ConvertedModel.of(SmallModels.transpose(), scratch);
        var file = SavedModelFile.read(converted.folder());
        var mutant = scratch.resolve("mutant");
        file.write(mutant, Defects.of(file, 0, 1).get(0));
        assertThat(mutant.resolve("fingerprint.pb")).doesNotExist();
        for (var name : List.of("variables/variables.index", "assets.extra")) {
            assertThat(mutant.resolve(name)).exists();
        }
        assertThat(Files.readAllBytes(mutant.resolve("variables/variables.index")))
                .isEqualTo(Files.readAllBytes(converted.folder().resolve("variables/variables.index")));
        assertThatThrownBy(() -> file.write(mutant, Defects.of(file, 0, 1).get(0)))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aFolderWithoutAModelIsRefused() {
        assertThatThrownBy(() -> SavedModelFile.read(scratch))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(scratch.toString());
    }

    @Test
    void differencesAreMeasuredAgainstTheLargestElement() {
        var a = answer(1);
        var near = answer(1.00001f);
        var far = answer(1.001f);
        var nan = answer(Float.NaN);
        assertThat(Difference.of(a, a).isBeyondNoise()).isFalse();
        assertThat(Difference.of(a, near).isBeyondNoise()).isFalse();
        assertThat(Difference.of(a, far).isBeyondNoise()).isTrue();
        assertThat(Difference.of(a, nan).isBeyondNoise()).isTrue();
        assertThat(Difference.of(nan, nan).isBeyondNoise()).isFalse();
    }

    private static Map<String, Datum> answer(float value) {
        return Map.of("y", Datum.of(SmallModels.floats(100, value)));
    }
}
