package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.report.Findings;
import io.github.onnxferry.parity.report.ReportFile;
import io.github.onnxferry.parity.report.Reports;
import java.nio.file.Files;
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
        return "MODEL DIR [options] | --suite FOLDER_OR_ZIP";
    }

    @Override
    public String summary() {
        return "Compares a SavedModel with its ONNX model, or whole suites.";
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
        var paths = arguments.paths("model", "folder of the SavedModel");
        refuse(arguments, "of a suite", List.of(JOBS, VARIANT));
        if (!Files.isDirectory(paths.get(1))) {
            throw Ferry.usage("there is no folder " + paths.get(1), "give the folder of a SavedModel");
        }
        return finish(Findings.of(new ModelCheck(arguments, terminal).run(paths.get(0), paths.get(1))), arguments);
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
