package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.report.Findings;
import io.github.onnxferry.parity.report.ReportFile;
import io.github.onnxferry.parity.report.Reports;
import io.github.onnxferry.parity.result.CheckResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Runs both models and compares. */
final class CheckCommand implements Command {
    static final Choice VARIANT = Choice.of(
            "variant",
            "NAME",
            "what the converter knows of the models of a suite: as-shipped, free-shapes or constant-inputs");
    static final Choice JOBS = Choice.of("jobs", "N", "how many cases of a suite run at a time; 1 if not said");
    private static final Choice SUITE = Choice.of(
            "suite", "FOLDER_OR_ZIP", "convert and check every folder with model.onnx and test_data_set_0 in it");

    private static final int FAILED = Code.Kind.PARITY.exitCode();

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String usage() {
        return "MODEL DIR [options] | MODEL... FOLDER_OF_DIRS [options] | --suite FOLDER_OR_ZIP [options]";
    }

    @Override
    public String summary() {
        return "Compares a SavedModel with its ONNX model, or whole suites.";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "check model.onnx saved",
                "check model.onnx saved --data images --preprocess size=224x224,layout=nchw,scale=1/255",
                "check model.onnx saved --per-layer --html report.html",
                "check 'models/**/*.onnx' folder --junit report.xml",
                "check --suite cases.zip --jobs 2 --json report.json");
    }

    @Override
    public Options options() {
        var choices = new ArrayList<Choice>();
        choices.addAll(CheckChoices.OF_A_MODEL);
        choices.addAll(CheckChoices.REPORTS);
        choices.addAll(List.of(SUITE, VARIANT, JOBS));
        return Choice.options(choices.toArray(Choice[]::new));
    }

    @Override
    public int run(CommandLine line, Terminal terminal) {
        var arguments = new Arguments(name(), line);
        var suite = arguments.path(SUITE);
        if (suite.isPresent()) {
            arguments.paths();
            refuse(arguments, "of a single model", CheckChoices.OF_A_MODEL);
            return finish(Findings.ofCases(SuiteCheck.run(suite.get(), arguments, terminal)), arguments);
        }
        refuse(arguments, "of a suite", List.of(JOBS, VARIANT));
        var texts = arguments.atLeast(1, "model");
        var folder =
                arguments.path(arguments.atLeast(2, "folder of the SavedModel").get(texts.size() - 1));
        if (!Files.isDirectory(folder)) {
            throw Ferry.usage("there is no folder " + folder, "give the folder of a SavedModel");
        }
        var named = texts.subList(0, texts.size() - 1);
        var models = NamedModel.all(named, arguments);
        var check = new ModelCheck(arguments, terminal);
        return NamedModel.isOne(named)
                ? finish(Findings.of(check.run(models.get(0).file(), folder)), arguments)
                : runAll(models, folder, check, arguments, terminal);
    }

    /** Checks models whose SavedModels lie in one folder, each under its name. */
    private static int runAll(
            List<NamedModel> models, Path folder, ModelCheck check, Arguments arguments, Terminal terminal) {
        refuse(arguments, "of a single model", CheckChoices.OF_ONE_MODEL);
        var results = new ArrayList<CheckResult>();
        int exitCode = new Batch(terminal, "agrees").run(models, m -> {
            var result = check.run(m.file(), folder.resolve(m.name()));
            results.add(result);
            return outcome(result);
        });
        return Math.max(exitCode, finish(Findings.ofChecks(results), arguments));
    }

    /** What became of one model of several. */
    static Batch.Outcome outcome(CheckResult result) {
        return new Batch.Outcome(result.passed() ? 0 : FAILED, ModelCheck.verdict(result));
    }

    /** Writes the reports that are asked for, and gives the exit code. Each is tried, whatever becomes of the others. */
    static int finish(Findings findings, Arguments arguments) {
        var problems = new ArrayList<io.github.onnxferry.converter.diagnostics.Problem>();
        for (var report : reports(arguments)) {
            try {
                report.write(findings);
            } catch (FerryException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new FerryException(problems);
        }
        return findings.passed() ? 0 : FAILED;
    }

    private static List<ReportFile> reports(Arguments arguments) {
        var reports = new ArrayList<ReportFile>();
        arguments.path(CheckChoices.HTML).map(Reports::html).ifPresent(reports::add);
        arguments.path(CheckChoices.MARKDOWN).map(Reports::markdown).ifPresent(reports::add);
        arguments.path(CheckChoices.JSON).map(Reports::json).ifPresent(reports::add);
        arguments.path(CheckChoices.JUNIT).map(Reports::junit).ifPresent(reports::add);
        arguments.path(CheckChoices.SARIF).map(Reports::sarif).ifPresent(reports::add);
        return reports;
    }

    /** Refuses options of a check that is not asked for. */
    static void refuse(Arguments arguments, String whose, List<Choice> choices) {
        for (var choice : choices) {
            if (arguments.has(choice)) {
                throw Ferry.usage("--" + choice.key() + " belongs to the check " + whose, arguments.hint());
            }
        }
    }
}
