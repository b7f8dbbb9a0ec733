package io.github.onnxferry.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseVariant;
import io.github.onnxferry.parity.suite.SuiteRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The official ONNX backend cases in all {@linkplain CaseVariant variants}, converted to disk, run in TensorFlow, and
 * judged by the outputs that they ship.
 */
class ConformanceTest {
    private static final List<String> CATEGORIES =
            List.of("node", "simple", "light", "pytorch-converted", "pytorch-operator");

    private static final int JOBS = 2;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Set<Verdict> ALL = EnumSet.allOf(Verdict.class);
    private static final Set<Verdict> FAILED = EnumSet.complementOf(EnumSet.of(Verdict.PASS));

    @Test
    void casesThatDoNotPassAreThoseListed() throws IOException {
        var backend = SuiteFolders.backend();
        assumeTrue(
                backend.isPresent(), "the ONNX backend cases are not here; docs/conformance.md says how to make them");
        SuiteRunner.interrupted()
                .forEach(said -> System.out.println("An earlier run ended without a word as it " + said));
        long start = System.nanoTime();
        var undecidable = listed("undecidable");
        var score = run(backend.orElseThrow(), undecidable.cases());
        var table = score.table();
        System.out.println("Conformance, passed / all official ONNX cases ("
                + (System.nanoTime() - start) / 1_000_000_000 + " s, " + JOBS + " at a time):\n" + table);

        var target = Path.of("target");
        Files.writeString(target.resolve("conformance.md"), table);
        Files.write(target.resolve("conformance-failures.txt"), score.failures());
        var asShipped = score.cases(CaseVariant.AS_SHIPPED, FAILED);
        Files.write(target.resolve("known-failures.txt"), asShipped);
        var complaint = new StringBuilder(
                listed("known-failures").complaint(score.cases(CaseVariant.AS_SHIPPED, ALL), asShipped));
        complaint.append(undecidable.missing(score.cases(CaseVariant.AS_SHIPPED, ALL)));
        for (var variant : List.of(CaseVariant.FREE_SHAPES, CaseVariant.CONSTANT_INPUTS)) {
            var list = "known-failures-" + variant.text();
            var failed = new TreeSet<>(score.cases(variant, FAILED));
            failed.removeAll(asShipped);
            Files.write(target.resolve(list + ".txt"), failed);
            complaint.append(listed(list).complaint(score.cases(variant, ALL), failed));
        }
        assertThat(complaint.toString()).isEmpty();
    }

    private static ConformanceScore run(Path backend, Set<String> undecidable) {
        var converter = new Converter(ConversionOptions.DEFAULT);
        var runner = new SuiteRunner(
                        (model, folder) -> converter.convert(model, folder, Progress.NONE), JOBS, Progress.NONE)
                .variants(List.of(CaseVariant.values()))
                .limit(LIMIT);
        var score = new ConformanceScore();
        for (var category : CATEGORIES) {
            var drawn = undecidable.stream()
                    .filter(name -> name.startsWith(category + "/"))
                    .map(name -> name.substring(category.length() + 1))
                    .collect(Collectors.toSet());
            score.add(category, runner.undecidable(drawn).run(backend.resolve(category + ".zip"), r -> {}));
        }
        return score;
    }

    private static CaseList listed(String name) throws IOException {
        return CaseList.read(SuiteFolders.root().resolve("testdata/conformance/" + name + ".txt"));
    }
}
