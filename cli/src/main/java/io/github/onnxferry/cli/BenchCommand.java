package io.github.onnxferry.cli;

import io.github.onnxferry.parity.bench.BenchOptions;
import io.github.onnxferry.parity.bench.BenchReport;
import io.github.onnxferry.parity.bench.BenchResult;
import io.github.onnxferry.parity.bench.Benchmark;
import io.github.onnxferry.parity.bench.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Measures a model in ONNX Runtime and its conversion in TensorFlow, side by side. */
final class BenchCommand implements Command {
    private static final Choice THREADS =
            Choice.of("threads", "N", "threads of each runtime; as many as there are physical cores if not said");
    private static final Choice SECONDS =
            Choice.of("seconds", "S", "how long each runtime and setting is measured; 10 if not said");
    private static final Choice JSON = Choice.of("json", "FILE", "write a report for programs");
    private static final double DEFAULT_SECONDS = 10;

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public String usage() {
        return "MODEL [DIR] [options]";
    }

    @Override
    public String summary() {
        return "Measures a model in ONNX Runtime and in TensorFlow.";
    }

    @Override
    public List<String> examples() {
        return List.of("bench model.onnx", "bench model.onnx saved --dims batch=1 --threads 4 --json bench.json");
    }

    @Override
    public Options options() {
        return Choice.options(
                CheckChoices.DATA,
                CheckChoices.PREPROCESS,
                CheckChoices.SEED,
                CheckChoices.DIMS,
                CheckChoices.MAP,
                THREADS,
                SECONDS,
                JSON);
    }

    @Override
    public int run(CommandLine line, Terminal terminal) {
        var arguments = new Arguments(name(), line);
        boolean convert = line.getArgList().size() < 2;
        var paths = convert ? arguments.paths("model") : arguments.paths("model", "folder of the SavedModel");
        var stated = new CheckArguments(arguments);
        var options = options(arguments, stated);
        if (!convert && !Files.isDirectory(paths.get(1))) {
            throw Ferry.usage(
                    "there is no folder " + paths.get(1), "give the folder of a SavedModel, or none to convert first");
        }
        var result = measure(paths, options, stated, terminal);
        BenchTable.lines(result).forEach(terminal::line);
        if (result.isDisturbed()) {
            terminal.err()
                    .printf(
                            Locale.ROOT,
                            "note: the machine was busy before (load %.1f); measure again when it is idle%n",
                            result.load().orElse(0));
        }
        arguments.path(JSON).ifPresent(file -> BenchReport.write(file, result));
        return 0;
    }

    private static BenchResult measure(
            List<Path> paths, BenchOptions options, CheckArguments stated, Terminal terminal) {
        var benchmark = new Benchmark(paths.get(0), options);
        var records = stated.records(benchmark.model());
        try (var bar = terminal.bar("bench")) {
            return paths.size() == 1 ? benchmark.runConverted(records, bar) : benchmark.run(paths.get(1), records, bar);
        }
    }

    private static BenchOptions options(Arguments arguments, CheckArguments stated) {
        double seconds = arguments.decimal(SECONDS).orElse(DEFAULT_SECONDS);
        double longest = BenchOptions.LONGEST.toSeconds();
        return new BenchOptions(
                stated.threads().orElseGet(() -> Machine.present().cores()),
                Duration.ofMillis(Math.round(Math.min(seconds, longest + 1) * 1e3)),
                stated.names());
    }
}
