package io.github.onnxferry.cli;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Printable;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.parity.data.DimSizes;
import io.github.onnxferry.parity.report.Findings;
import io.github.onnxferry.parity.report.Reports;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import io.github.onnxferry.parity.suite.CaseVariant;
import io.github.onnxferry.parity.suite.SavedModelCheck;
import io.github.onnxferry.parity.suite.SuiteRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Runs both models and compares. */
final class CheckCommand implements Command {
    static final Choice DATA =
            Choice.of("data", "FOLDER", "data sets (test_data_set_N/input_J.pb or .npy) instead of random inputs");
    static final Choice SEED = Choice.of("seed", "N", "seed of the random inputs; 0 if not said");
    static final Choice DIMS =
            Choice.of("dims", "NAME=N,...", "lengths of free dimensions for random inputs, such as batch=2,seq=7");
    private static final Choice SUITE = Choice.of(
            "suite", "FOLDER_OR_ZIP", "convert and check every folder with model.onnx and test_data_set_0 in it");
    private static final Choice VARIANT = Choice.of(
            "variant",
            "NAME",
            "what the converter knows of the models of a suite: as-shipped, free-shapes or constant-inputs");
    private static final Choice JOBS = Choice.of("jobs", "N", "how many cases of a suite run at a time; 1 if not said");
    private static final Choice JSON = Choice.of("json", "FILE", "write a report for programs");

    private static final int FAILED = Code.Kind.PARITY.exitCode();

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String usage() {
        return "MODEL DIR [options] | --suite FOLDER_OR_ZIP";
    }

    @Override
    public String summary() {
        return "Compares a SavedModel with its ONNX model, or whole suites.";
    }

    @Override
    public Options options() {
        return Choice.options(DATA, SEED, DIMS, SUITE, VARIANT, JOBS, JSON);
    }

    @Override
    public int run(CommandLine line, Terminal terminal) {
        var arguments = new Arguments(name(), line);
        var results = arguments
                .path(SUITE)
                .map(place -> suite(place, arguments, terminal))
                .orElseGet(() -> model(arguments, terminal));
        arguments.path(JSON).ifPresent(file -> Reports.json(file).writeCases(results));
        return Findings.ofCases(results).passed() ? 0 : FAILED;
    }

    private static List<CaseResult> model(Arguments arguments, Terminal terminal) {
        var paths = arguments.paths("model", "folder of the SavedModel");
        refuse(arguments, false, "of a suite", JOBS, VARIANT);
        if (!Files.isDirectory(paths.get(1))) {
            throw Ferry.usage("there is no folder " + paths.get(1), "give the folder of a SavedModel");
        }
        return List.of(judge(paths.get(0), paths.get(1), arguments, terminal));
    }

    /** Checks a model that was just converted, and returns the exit code. */
    static int checkConverted(Path model, Path savedModel, Arguments arguments, Terminal terminal) {
        return judge(model, savedModel, arguments, terminal).verdict() == Verdict.PASS ? 0 : FAILED;
    }

    private static CaseResult judge(Path model, Path savedModel, Arguments arguments, Terminal terminal) {
        long seed = arguments.number(SEED).orElse(0L);
        var dims = arguments.text(DIMS).map(DimSizes::parse).orElse(Map.of());
        var check = new SavedModelCheck(model, savedModel, threads());
        var result = arguments.path(DATA).map(check::withData).orElseGet(() -> check.withRandomInputs(seed, dims));
        return print(result, terminal);
    }

    private static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static CaseResult print(CaseResult result, Terminal terminal) {
        for (var output : result.outputs()) {
            terminal.line(String.format(
                    Locale.ROOT,
                    "%-8s %s %s%s: %.3g of the tolerance used, %.3g apart at most",
                    output.agrees() ? "agrees" : "differs",
                    output.name(),
                    output.dtype(),
                    output.shape(),
                    output.metrics().maxError(),
                    output.metrics().maxAbs()));
        }
        terminal.problems(result.problems());
        terminal.out().println(result.verdict() == Verdict.PASS ? "parity holds" : "parity fails");
        return result;
    }

    private static List<CaseResult> suite(Path place, Arguments arguments, Terminal terminal) {
        arguments.paths();
        refuse(arguments, false, "of a single model", DATA, SEED, DIMS);
        long jobs = arguments.number(JOBS).orElse(1L);
        if (jobs < 1 || jobs > 256) {
            throw Ferry.usage("--jobs takes a number from 1 to 256", arguments.hint());
        }
        var converter = new Converter(ConversionOptions.DEFAULT);
        try (var bar = terminal.bar("check")) {
            SuiteRunner.interrupted()
                    .forEach(said -> terminal.line("a check ended without a word as it " + Printable.of(said)));
            var results = new SuiteRunner((onnx, out) -> converter.convert(onnx, out, Progress.NONE), (int) jobs, bar)
                    .variants(List.of(arguments
                            .text(VARIANT)
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

    /** Refuses options of a check that is not asked for. */
    static void refuse(Arguments arguments, boolean asked, String whose, Choice... choices) {
        for (var choice : choices) {
            if (!asked && arguments.has(choice)) {
                throw Ferry.usage("--" + choice.key() + " belongs to the check " + whose, arguments.hint());
            }
        }
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
