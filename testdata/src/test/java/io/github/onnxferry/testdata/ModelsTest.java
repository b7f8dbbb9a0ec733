package io.github.onnxferry.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.SuiteRunner;
import java.io.IOException;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real exports with reference outputs, with weights as constants and as variables. */
class ModelsTest {
    @Test
    void digitsAgreeInBothWeightModes() {
        for (var weights : new Weights[] {Weights.CONSTANTS, Weights.VARIABLES}) {
            var results = runner(weights, ConversionOptions.DEFAULT.optimisation())
                    .run(SuiteFolders.root().resolve("testdata/digits"), r -> {});
            assertThat(results).isNotEmpty().allMatch(r -> r.verdict() == Verdict.PASS);
        }
    }

    @ParameterizedTest
    @CsvSource({"CONSTANTS, LAYOUT", "VARIABLES, LAYOUT", "CONSTANTS, NONE", "CONSTANTS, FULL"})
    void modelsThatDoNotAgreeAreThoseListed(Weights weights, OptimisationLevel level) throws IOException {
        var models = SuiteFolders.models();
        assumeTrue(
                models.isPresent(), "the folder of further models is not here; docs/conformance.md says what it holds");
        var ran = new TreeSet<String>();
        var failed = new TreeSet<String>();
        for (var result : runner(weights, level).run(models.orElseThrow(), r -> {})) {
            ran.add(result.name());
            if (result.verdict() != Verdict.PASS) {
                failed.add(result.name());
                System.out.println(result.name() + " " + result.verdict() + " "
                        + result.problems().stream()
                                .findFirst()
                                .map(p -> p.line())
                                .orElse(""));
            }
        }
        System.out.println("Models: " + (ran.size() - failed.size()) + " of " + ran.size() + " agree, weights as "
                + weights + ", optimised " + level);
        var listed = CaseList.read(SuiteFolders.root().resolve("testdata/conformance/known-model-failures.txt"));
        assertThat(listed.complaint(ran, failed)).isEmpty();
    }

    private static SuiteRunner runner(Weights weights, OptimisationLevel level) {
        var converter =
                new Converter(ConversionOptions.DEFAULT.withWeights(weights).withOptimisation(level));
        return new SuiteRunner((model, folder) -> converter.convert(model, folder, Progress.NONE), 2, Progress.NONE);
    }
}
