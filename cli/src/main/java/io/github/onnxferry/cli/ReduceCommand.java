package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.data.DimSizes;
import io.github.onnxferry.parity.reduce.ModelReducer;
import io.github.onnxferry.parity.reduce.ReduceOptions;
import io.github.onnxferry.parity.reduce.Reduction;
import io.github.onnxferry.parity.reduce.ReductionFolder;
import io.github.onnxferry.parity.reduce.ReductionReport;
import io.github.onnxferry.parity.reduce.TrialJudge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Cuts a model that fails down to the smallest part that still fails. */
final class ReduceCommand implements Command {
    private static final Choice OUT =
            Choice.of("out", "DIR", "folder to write: model.onnx, its inputs, and a README that says what fails");
    private static final Choice DATA = Choice.of(
            "data", "FOLDER", "folder of test_data_set_N instead of random inputs; the first that fails counts");
    private static final Choice OVERWRITE = Choice.of("overwrite", "", "replace the folder if it exists");
    private static final Choice RTOL = Choice.of(
            "rtol", "X", "relative tolerance; with --atol: |a - b| <= atol + rtol * |b|, b being ONNX Runtime's");
    private static final Choice ATOL = Choice.of("atol", "X", "absolute tolerance");
    private static final Choice LIMIT =
            Choice.of("time-limit", "SECONDS", "write the smallest part that was found after so long; 600 if not said");
    private static final Choice JSON = Choice.of("json", "FILE", "write a report for programs");

    private static final long LONGEST_LIMIT = 7 * 24 * 3600L;

    @Override
    public String name() {
        return "reduce";
    }

    @Override
    public String usage() {
        return "MODEL --out DIR [options]";
    }

    @Override
    public String summary() {
        return "Cuts a model that fails down to the smallest part that still does.";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "reduce model.onnx --out small", "reduce model.onnx --out small --time-limit 120 --dims batch=2");
    }

    @Override
    public Options options() {
        return Choice.options(OUT, OVERWRITE, DATA, CheckChoices.SEED, CheckChoices.DIMS, RTOL, ATOL, LIMIT, JSON);
    }

    @Override
    public int run(CommandLine line, Terminal terminal) {
        var arguments = new Arguments(name(), line);
        var model = arguments.paths("model").get(0);
        var out = arguments
                .path(OUT)
                .orElseThrow(() -> Ferry.usage("--out DIR, the folder to write, is missing", arguments.hint()));
        var options = options(arguments, Plugins.named(line));
        var keep = new ArrayList<>(List.of(model));
        options.data().ifPresent(keep::add);
        var folder = new ReductionFolder(out, arguments.has(OVERWRITE), keep, options.plugins());
        Optional<Reduction> reduction;
        try (var bar = terminal.bar("reduce")) {
            reduction = new ModelReducer(options).reduce(model, bar);
        }
        reduction.ifPresentOrElse(
                r -> {
                    terminal.stop().whole(() -> {
                        folder.write(r);
                        return out;
                    });
                    print(r, out, terminal);
                },
                () -> terminal.line("nothing to reduce: the model converts, and TensorFlow agrees with ONNX Runtime"));
        arguments.path(JSON).ifPresent(file -> report(file, reduction));
        return 0;
    }

    private static ReduceOptions options(Arguments arguments, List<Path> plugins) {
        var options = ReduceOptions.DEFAULT
                .withPlugins(plugins)
                .withThreads(Runtime.getRuntime().availableProcessors())
                .withRandomInputs(
                        arguments.number(CheckChoices.SEED).orElse(0L),
                        arguments.text(CheckChoices.DIMS).map(DimSizes::parse).orElse(Map.of()));
        var data = arguments.path(DATA);
        if (data.isPresent()) {
            options = options.withData(data.get());
        }
        options = options.withJudge(TrialJudge.measured(Runtime.getRuntime().availableProcessors()));
        if (arguments.has(RTOL) || arguments.has(ATOL)) {
            options = options.withJudge(TrialJudge.within(tolerance(RTOL, arguments), tolerance(ATOL, arguments)));
        }
        var limit = arguments.number(LIMIT);
        if (limit.isPresent() && (limit.get() < 1 || limit.get() > LONGEST_LIMIT)) {
            throw Ferry.usage("--time-limit takes a number of seconds from 1 to a week", arguments.hint());
        }
        return limit.isPresent() ? options.withLimit(Duration.ofSeconds(limit.get())) : options;
    }

    private static double tolerance(Choice choice, Arguments arguments) {
        var text = arguments.text(choice).orElse("0");
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // What is no number is refused below, as negative ones are.
        }
        throw Ferry.usage("--" + choice.key() + " takes a number from 0 up, not '" + text + "'", arguments.hint());
    }

    private static void print(Reduction reduction, Path out, Terminal terminal) {
        terminal.problems(reduction.failure().problems().stream().limit(5).toList());
        terminal.line(String.format(
                Locale.ROOT,
                "%s: %d of %d nodes left (%s), %d trials, %.0f s%s",
                reduction.failure().kind().text(),
                reduction.nodesAfter(),
                reduction.nodesBefore(),
                ReductionFolder.operators(reduction),
                reduction.trials(),
                reduction.seconds(),
                reduction.complete() ? "" : "; the time was over"));
        terminal.line("wrote " + out);
    }

    private static void report(Path file, Optional<Reduction> reduction) {
        try {
            ReductionReport.write(file, reduction);
        } catch (IOException e) {
            throw new FerryException(
                    Code.OUTPUT_NOT_WRITABLE, file.toString(), "the report cannot be written: " + e, "", e);
        }
    }
}
