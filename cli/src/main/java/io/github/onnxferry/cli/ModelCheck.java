package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Printable;
import io.github.onnxferry.parity.check.ParityCheck;
import io.github.onnxferry.parity.report.Baseline;
import io.github.onnxferry.parity.result.BaselineReport;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.GradientReport;
import io.github.onnxferry.parity.result.LayerReport;
import io.github.onnxferry.parity.result.OutputResult;
import java.nio.file.Path;
import java.util.Locale;

/** Checks one model and says what comes out. */
final class ModelCheck {
    private static final int SHOWN_PROBLEMS = 20;
    private static final int SHOWN_LAYERS = 5;

    private final Arguments arguments;
    private final Terminal terminal;

    ModelCheck(Arguments arguments, Terminal terminal) {
        this.arguments = arguments;
        this.terminal = terminal;
    }

    /** Checks a SavedModel. */
    CheckResult run(Path model, Path savedModel) {
        if (arguments.has(CheckChoices.ACCEPT) && !arguments.has(CheckChoices.BASELINE)) {
            throw Ferry.usage("--accept needs --baseline FILE", arguments.hint());
        }
        var stated = new CheckArguments(arguments);
        var options = stated.options(model, ReplayCommand.of(arguments, model, savedModel));
        CheckResult result;
        try (var check = new ParityCheck(model, options);
                var bar = terminal.bar("check")) {
            result = check.run(savedModel, stated.records(check.model()), bar);
        }
        result = withBaseline(result);
        print(result);
        return result;
    }

    private CheckResult withBaseline(CheckResult result) {
        var file = arguments.path(CheckChoices.BASELINE);
        if (file.isEmpty()) {
            return result;
        }
        return result.withBaseline(
                arguments.has(CheckChoices.ACCEPT)
                        ? Baseline.accept(file.get(), result)
                        : Baseline.compare(file.get(), result));
    }

    private void print(CheckResult result) {
        result.outputs().forEach(this::print);
        result.layers().ifPresent(this::print);
        result.gradients().ifPresent(this::print);
        result.baseline().ifPresent(this::print);
        terminal.problems(result.problems().stream().limit(SHOWN_PROBLEMS).toList());
        if (result.problems().size() > SHOWN_PROBLEMS) {
            terminal.err().println("and " + (result.problems().size() - SHOWN_PROBLEMS) + " more problems");
        }
        result.remarks().forEach(r -> terminal.err().println("note: " + Printable.of(r)));
        terminal.line(verdict(result));
    }

    /** How a check ended, in words. */
    static String verdict(CheckResult result) {
        String records = count(result.records(), "record");
        if (result.passed()) {
            return "parity holds on " + records;
        }
        return result.failed() > 0
                ? "parity fails on " + result.failed() + " of " + records
                : "parity fails, with no difference in the values of " + records;
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private void print(OutputResult output) {
        terminal.line(String.format(
                Locale.ROOT,
                "%-8s %s %s%s: at most %.3g apart, %.3g of what is allowed",
                output.agrees() ? "agrees" : "differs",
                output.name(),
                output.worst().dtype(),
                output.shape(),
                output.total().maxAbs(),
                output.worst().metrics().maxError()));
    }

    private void print(LayerReport report) {
        long differing = report.layers().stream()
                .filter(LayerReport.LayerResult::differs)
                .count();
        terminal.line(differing + " of " + count(report.layers().size(), "layer") + " differ by themselves, on "
                + report.record());
        report.ranked().stream()
                .limit(SHOWN_LAYERS)
                .filter(l -> l.isolated() > 0)
                .forEach(l -> terminal.line(String.format(
                        Locale.ROOT,
                        "  %-8s %s: %.3g of what is allowed by itself, %.3g with all before it%s",
                        l.differs() ? "differs" : "agrees",
                        l.node(),
                        l.isolated(),
                        l.cumulative(),
                        l.note().isEmpty() ? "" : " (" + l.note() + ")")));
    }

    private void print(GradientReport report) {
        report.rows()
                .forEach(r -> terminal.line(String.format(
                        Locale.ROOT,
                        "%-8s gradient of %s: %.3g of what is allowed, at %d places",
                        r.agrees() ? "agrees" : "differs",
                        r.name(),
                        r.maxError(),
                        r.sampled())));
        report.remarks().forEach(r -> terminal.line("note: " + r));
    }

    private void print(BaselineReport report) {
        if (report.created()) {
            terminal.line("accepted as baseline in " + report.file());
        }
        report.changes()
                .forEach(c -> terminal.line(String.format(
                        Locale.ROOT,
                        "%-8s %s of %s: %.3g, was %.3g",
                        c.worse() ? "worse" : "changed",
                        c.metric(),
                        c.output(),
                        c.now(),
                        c.before())));
    }
}
