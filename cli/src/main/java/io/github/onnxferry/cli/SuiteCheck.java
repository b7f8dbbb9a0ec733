package io.github.onnxferry.cli;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Printable;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import io.github.onnxferry.parity.suite.CaseVariant;
import io.github.onnxferry.parity.suite.SuiteRunner;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Converts and checks every case of a suite. */
final class SuiteCheck {
    private SuiteCheck() {}

    static List<CaseResult> run(Path place, Arguments arguments, Terminal terminal) {
        arguments.paths();
        long jobs = arguments.number(CheckCommand.JOBS).orElse(1L);
        if (jobs < 1 || jobs > 256) {
            throw Ferry.usage("--jobs takes a number from 1 to 256", arguments.hint());
        }
        var converter = new Converter(ConversionOptions.DEFAULT);
        try (var bar = terminal.bar("check")) {
            SuiteRunner.interrupted()
                    .forEach(said -> terminal.line("a check ended without a word as it " + Printable.of(said)));
            var results = new SuiteRunner((onnx, out) -> converter.convert(onnx, out, Progress.NONE), (int) jobs, bar)
                    .variants(List.of(arguments
                            .text(CheckCommand.VARIANT)
                            .map(t -> variant(t, arguments))
                            .orElse(CaseVariant.AS_SHIPPED)))
                    .run(place, result -> printLine(result, terminal));
            terminal.out().println(total(results));
            return results;
        }
    }

    private static CaseVariant variant(String text, Arguments arguments) {
        return Arrays.stream(CaseVariant.values())
                .filter(v -> v.text().equals(text))
                .findFirst()
                .orElseThrow(() -> Ferry.usage("there is no variant '" + text + "'", arguments.hint()));
    }

    private static void printLine(CaseResult result, Terminal terminal) {
        terminal.line(String.format(
                Locale.ROOT, "%-11s %7.2f s  %s", result.verdict().text(), result.seconds(), result.name()));
        result.problems().stream()
                .limit(3)
                .forEach(p -> terminal.err().println("  " + Printable.of(result.name()) + ": " + shortened(p.line())));
        if (result.problems().size() > 3) {
            terminal.err()
                    .println("  " + Printable.of(result.name()) + ": and "
                            + (result.problems().size() - 3) + " more");
        }
    }

    private static String shortened(String line) {
        return line.length() > 400 ? line.substring(0, 400) + "..." : line;
    }

    private static String total(List<CaseResult> results) {
        var counts = results.stream().collect(Collectors.groupingBy(CaseResult::verdict, Collectors.counting()));
        return results.size() + " cases: "
                + Arrays.stream(Verdict.values())
                        .map(v -> counts.getOrDefault(v, 0L) + " " + v.text())
                        .collect(Collectors.joining(", "));
    }
}
