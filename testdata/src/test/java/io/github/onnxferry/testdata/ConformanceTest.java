package io.github.onnxferry.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.parity.suite.CaseResult;
import io.github.onnxferry.parity.suite.SuiteRunner;
import io.github.onnxferry.parity.suite.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The official ONNX backend cases, converted to disk, run in TensorFlow, and judged by the outputs that they ship. */
class ConformanceTest {
    private static final List<String> CATEGORIES =
            List.of("node", "simple", "light", "pytorch-converted", "pytorch-operator");

    private static final int JOBS = 2;

    @Test
    void casesThatDoNotPassAreThoseListed() throws IOException {
        var backend = SuiteFolders.backend();
        assumeTrue(
                backend.isPresent(), "the ONNX backend cases are not here; docs/conformance.md says how to make them");
        var converter = new Converter(ConversionOptions.DEFAULT);
        Map<Verdict, Integer> score = new EnumMap<>(Verdict.class);
        var ran = new TreeSet<String>();
        var failed = new TreeSet<String>();
        var report = new ArrayList<String>();
        for (var category : CATEGORIES) {
            var runner = new SuiteRunner(
                    (model, folder) -> converter.convert(model, folder, Progress.NONE), JOBS, Progress.NONE);
            for (var result : runner.run(backend.orElseThrow().resolve(category + ".zip"), r -> {})) {
                var name = category + "/" + result.name();
                ran.add(name);
                score.merge(result.verdict(), 1, Integer::sum);
                if (result.verdict() != Verdict.PASS) {
                    failed.add(name);
                    report.add(line(name, result));
                }
            }
        }
        var target = Path.of("target");
        Files.write(target.resolve("conformance-failures.txt"), report);
        Files.write(target.resolve("known-failures.txt"), failed);
        System.out.println("Conformance: " + score.getOrDefault(Verdict.PASS, 0) + " of " + ran.size()
                + " official ONNX cases pass " + score);
        var listed = KnownFailures.read(SuiteFolders.root().resolve("testdata/conformance/known-failures.txt"));
        assertThat(listed.complaint(ran, failed)).isEmpty();
    }

    private static String line(String name, CaseResult result) {
        return name + "\t" + result.verdict() + "\t"
                + result.problems().stream().findFirst().map(p -> p.line()).orElse("");
    }
}
