package io.github.onnxferry.cli;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.ConversionReport;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Printable;
import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.optimise.compile.Compilation;
import io.github.onnxferry.converter.optimise.compile.CompileChoice;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.parity.report.Findings;
import io.github.onnxferry.parity.result.CheckResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Writes a SavedModel. */
final class ConvertCommand implements Command {
    private static final Choice OUTPUT = new Choice("o", "output", "DIR", "folder to write the SavedModel into");
    private static final Choice CHECK = Choice.of(
            "check", "", "compare with ONNX Runtime afterwards, on random inputs; exit code 1 if they differ");
    private static final Choice WEIGHTS = Choice.of(
            "weights",
            "constants|variables",
            "where weights go: into the graph (fast, up to 2 GiB, costs TensorFlow many times their memory) or into a"
                    + " checkpoint (trainable, any size); if not said, all into the graph up to 32 MiB, and above that the"
                    + " smallest");
    private static final Choice SERVING = Choice.of(
            "serving",
            "NAME[:VERSION]",
            "write DIR/NAME/VERSION, the layout of TensorFlow Serving; version 1 if not said");
    private static final Choice OPTIMISE = Choice.of(
            "optimise",
            "0|1|2",
            "0: operations as they are; 1: fewest transposes, nothing twice, the default; 2: layers joined as well");
    private static final Choice COMPILE = Choice.of(
            "compile",
            "none|xla|auto",
            "xla: TensorFlow compiles the model with XLA; auto: only models that it is known to make faster; none: the default");
    private static final Choice OVERWRITE = Choice.of("overwrite", "", "replace the folder if it exists");

    private static final Map<String, Weights> PLACES =
            Map.of("constants", Weights.CONSTANTS, "variables", Weights.VARIABLES);
    private static final Map<String, OptimisationLevel> LEVELS =
            Map.of("0", OptimisationLevel.NONE, "1", OptimisationLevel.LAYOUT, "2", OptimisationLevel.FULL);
    private static final Map<String, CompileChoice> COMPILERS =
            Map.of("none", CompileChoice.NONE, "xla", CompileChoice.XLA, "auto", CompileChoice.AUTO);
    private static final Pattern SERVED =
            Pattern.compile("([A-Za-z0-9_.-]*[A-Za-z0-9_-][A-Za-z0-9_.-]*)(?::(0|[1-9]\\d{0,17}))?");

    @Override
    public String name() {
        return "convert";
    }

    @Override
    public String usage() {
        return "MODEL -o DIR [options] | MODEL... -o FOLDER_OF_DIRS [options]";
    }

    @Override
    public String summary() {
        return "Converts an ONNX model into a SavedModel.";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "convert model.onnx -o saved",
                "convert model.onnx -o saved --weights variables --overwrite",
                "convert model.onnx -o served --serving digits:3",
                "convert model.onnx -o saved --check --dims batch=4",
                "convert a.onnx b.onnx 'models/**/*.onnx' -o folder",
                "convert model.onnx -o saved --config ferry.properties");
    }

    @Override
    public Options options() {
        var choices = new ArrayList<>(List.of(OUTPUT, WEIGHTS, OPTIMISE, COMPILE, SERVING, OVERWRITE, CHECK));
        choices.addAll(CheckChoices.OF_A_MODEL);
        choices.addAll(CheckChoices.REPORTS);
        return Choice.options(choices.toArray(Choice[]::new));
    }

    @Override
    public int run(CommandLine line, Terminal terminal) {
        var arguments = new Arguments(name(), line);
        var texts = arguments.atLeast(1, "model");
        var folder = arguments
                .path(OUTPUT)
                .orElseThrow(() -> Ferry.usage("-o DIR, the folder to write, is missing", arguments.hint()));
        var target =
                arguments.text(SERVING).map(s -> served(folder, s, arguments)).orElse(folder);
        if (!arguments.has(CHECK)) {
            CheckCommand.refuse(arguments, "that --check asks for", CheckChoices.OF_A_MODEL);
            CheckCommand.refuse(arguments, "that --check asks for", CheckChoices.REPORTS);
        }
        var compile =
                arguments.text(COMPILE).map(c -> compile(c, arguments)).orElse(ConversionOptions.DEFAULT.compile());
        var options = ConversionOptions.DEFAULT
                .withWeights(
                        arguments.text(WEIGHTS).map(w -> weights(w, arguments)).orElse(Weights.AUTO))
                .withOptimisation(arguments
                        .text(OPTIMISE)
                        .map(l -> level(l, arguments))
                        .orElse(ConversionOptions.DEFAULT.optimisation()))
                .withCompile(compile)
                .withOverwrite(arguments.has(OVERWRITE));
        var converter = new Converter(options);
        if (!NamedModel.isOne(texts)) {
            return runAll(texts, folder, converter, compile, arguments, terminal);
        }
        var model = NamedModel.all(texts, arguments).get(0).file();
        convert(model, target, converter, compile, terminal);
        return arguments.has(CHECK)
                ? CheckCommand.finish(Findings.of(new ModelCheck(arguments, terminal).run(model, target)), arguments)
                : 0;
    }

    private static void say(Compilation compilation, Terminal terminal) {
        terminal.line((compilation.xla() ? "compiled with XLA: " : "not compiled with XLA: ")
                + Printable.of(compilation.reason()));
        if (compilation.xla()) {
            terminal.line("a runtime without XLA cannot run this model; for one, convert with --compile none");
        }
    }

    private static void convert(
            Path model, Path target, Converter converter, CompileChoice compile, Terminal terminal) {
        ConversionReport report;
        try (var bar = terminal.bar("convert")) {
            report = terminal.stop().whole(() -> converter.convert(model, target, bar));
        }
        terminal.line("wrote " + target);
        terminal.line("transposes " + report.text());
        if (compile != CompileChoice.NONE) {
            say(report.compilation(), terminal);
        }
    }

    /** Converts models into one folder, each under its name. */
    private static int runAll(
            List<String> texts,
            Path folder,
            Converter converter,
            CompileChoice compile,
            Arguments arguments,
            Terminal terminal) {
        CheckCommand.refuse(arguments, "of a single model", CheckChoices.OF_ONE_MODEL);
        if (arguments.has(SERVING)) {
            throw Ferry.usage("--serving names a single model", "convert it in a call of its own");
        }
        var check = new ModelCheck(arguments, terminal);
        var results = new ArrayList<CheckResult>();
        int exitCode = new Batch(terminal, "converted").run(NamedModel.all(texts, arguments), m -> {
            var target = folder.resolve(m.name());
            convert(m.file(), target, converter, compile, terminal);
            if (!arguments.has(CHECK)) {
                return new Batch.Outcome(0, target.toString());
            }
            results.add(check.run(m.file(), target));
            return CheckCommand.outcome(results.get(results.size() - 1));
        });
        return arguments.has(CHECK)
                ? Math.max(exitCode, CheckCommand.finish(Findings.ofChecks(results), arguments))
                : exitCode;
    }

    /** The folder of a version of a served model. */
    private static Path served(Path folder, String text, Arguments arguments) {
        var matcher = SERVED.matcher(text);
        if (!matcher.matches()) {
            throw bad(
                    SERVING,
                    "NAME or NAME:VERSION, a name of letters, digits, dots, dashes and underscores and a whole number",
                    text,
                    arguments);
        }
        String version = matcher.group(2) == null ? "1" : matcher.group(2);
        return folder.resolve(matcher.group(1)).resolve(version);
    }

    private static Weights weights(String text, Arguments arguments) {
        var weights = PLACES.get(text);
        if (weights == null) {
            throw bad(WEIGHTS, "constants or variables", text, arguments);
        }
        return weights;
    }

    private static OptimisationLevel level(String text, Arguments arguments) {
        var level = LEVELS.get(text);
        if (level == null) {
            throw bad(OPTIMISE, "0, 1 or 2", text, arguments);
        }
        return level;
    }

    private static CompileChoice compile(String text, Arguments arguments) {
        var choice = COMPILERS.get(text);
        if (choice == null) {
            throw bad(COMPILE, "none, xla or auto", text, arguments);
        }
        return choice;
    }

    private static FerryException bad(Choice choice, String expected, String text, Arguments arguments) {
        return Ferry.usage("--" + choice.key() + " takes " + expected + ", not '" + text + "'", arguments.hint());
    }
}
