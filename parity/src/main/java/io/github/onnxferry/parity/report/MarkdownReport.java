package io.github.onnxferry.parity.report;

import static io.github.onnxferry.parity.report.MarkdownText.code;

import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.report.page.Figures;
import io.github.onnxferry.parity.result.BaselineReport;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.GradientReport;
import io.github.onnxferry.parity.result.LayerReport;
import io.github.onnxferry.parity.result.OutputResult;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Findings as a comment on a pull request: shorter than {@value #LENGTH} characters whatever was checked. */
public final class MarkdownReport implements Report {
    /** What GitHub takes in a comment is 65,536. */
    static final int LENGTH = 60_000;

    private static final int NAME = 100;
    private static final int SENTENCE = 600;

    @Override
    public void write(Findings findings, OutputStream out) throws IOException {
        var page = new MarkdownPage(LENGTH);
        page.add(head(findings));
        int shown = 0;
        for (var check : worstFirst(findings.checks())) {
            if (!page.add("### " + line(check) + "\n\n")) {
                break;
            }
            details(check, page);
            shown++;
        }
        if (shown < findings.checks().size()) {
            page.close("… and " + Figures.of((long) findings.checks().size() - shown) + " more models\n\n");
        }
        cases(findings.cases(), page);
        out.write(page.text().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String head(Findings findings) {
        if (findings.size() == 0) {
            return "## ⚪ nothing was checked\n\n";
        }
        return findings.passed()
                ? "## ✅ parity holds: " + Figures.of((long) findings.size()) + " of " + findings.size() + " pass\n\n"
                : "## ❌ parity fails: " + Figures.of(findings.failed()) + " of " + findings.size() + " do not pass\n\n";
    }

    private static List<CheckResult> worstFirst(List<CheckResult> checks) {
        return checks.stream().sorted(Comparator.comparing(CheckResult::passed)).toList();
    }

    private static String line(CheckResult check) {
        return mark(check.verdict()) + " " + code(check.model(), NAME) + ": "
                + Figures.of(check.records() - check.failed()) + " of " + Figures.of(check.records())
                + " records agree, " + Figures.seconds(check.seconds());
    }

    private static String mark(Verdict verdict) {
        return verdict == Verdict.PASS ? "✅" : "❌ " + verdict.text();
    }

    private static void details(CheckResult check, MarkdownPage page) {
        page.list("**Problems**\n\n", "problems", check.problems(), 20, MarkdownReport::problem);
        page.list(
                "| output | type | worst error / tolerance | max abs | max ULP | cosine | outside | records failed |\n"
                        + "|---|---|--:|--:|--:|--:|--:|--:|\n",
                "outputs",
                check.outputs().stream()
                        .sorted(Comparator.comparing(OutputResult::agrees))
                        .toList(),
                20,
                MarkdownReport::output);
        page.list(
                "**Contract not kept**\n\n",
                "inputs and outputs",
                check.contract().stream().filter(p -> !p.isKept()).toList(),
                20,
                p -> "- " + (p.input() ? "input " : "output ") + code(p.name(), NAME) + ": "
                        + MarkdownText.of(p.complaint(), SENTENCE) + "\n");
        check.layers().ifPresent(layers -> layers(layers, page));
        check.gradients().ifPresent(gradients -> gradients(gradients, page));
        check.baseline().ifPresent(baseline -> baseline(baseline, page));
        page.list("**Remarks**\n\n", "remarks", check.remarks(), 10, r -> "- " + MarkdownText.of(r, SENTENCE) + "\n");
        environment(check, page);
    }

    private static String output(OutputResult output) {
        var total = output.total();
        return "| " + (output.agrees() ? "" : "❌ ") + code(output.name(), NAME) + " | "
                + MarkdownText.of(output.worst().dtype() + Figures.of(output.shape()), NAME) + " | "
                + Figures.of(output.worst().metrics().maxError()) + " | " + Figures.of(total.maxAbs()) + " | "
                + Figures.of(total.maxUlp()) + " | " + Figures.cosine(total.minCosine()) + " | "
                + Figures.of(total.outside()) + " of " + Figures.of(total.elements()) + " | "
                + Figures.of(output.failed()) + " of " + Figures.of(output.records()) + " |\n";
    }

    private static void layers(LayerReport report, MarkdownPage page) {
        page.list(
                "**Layers, worst first**\n\n| layer | value | alone | from the inputs |\n|---|---|--:|--:|\n",
                "layers",
                report.ranked(),
                10,
                layer -> "| " + code(layer.node(), NAME) + " | " + code(layer.value(), NAME) + " | "
                        + Figures.of(layer.isolated()) + " | " + Figures.of(layer.cumulative()) + " |\n");
    }

    private static void gradients(GradientReport report, MarkdownPage page) {
        page.list(
                "**Gradients**\n\n| of | error / tolerance | TensorFlow | difference |\n|---|--:|--:|--:|\n",
                "gradients",
                report.rows(),
                10,
                row -> "| " + (row.agrees() ? "" : "❌ ") + code(row.name(), NAME) + " | " + Figures.of(row.maxError())
                        + " | " + Figures.of(row.gradient()) + " | " + Figures.of(row.difference()) + " |\n");
    }

    private static void baseline(BaselineReport report, MarkdownPage page) {
        page.list(
                "**Since the baseline**\n\n| output | metric | accepted | now | |\n|---|---|--:|--:|---|\n",
                "changes",
                report.changes().stream()
                        .sorted(Comparator.comparing(BaselineReport.Change::worse)
                                .reversed())
                        .toList(),
                20,
                c -> "| " + code(c.output(), NAME) + " | " + MarkdownText.of(c.metric(), NAME) + " | "
                        + Figures.of(c.before()) + " | " + Figures.of(c.now()) + " | "
                        + (c.worse() ? "⚠️ worse" : "better") + " |\n");
    }

    private static void environment(CheckResult check, MarkdownPage page) {
        var lines = check.environment().facts().entrySet().stream()
                .limit(40)
                .map(f -> "- " + MarkdownText.of(f.getKey(), NAME) + ": " + MarkdownText.of(f.getValue(), 200) + "\n")
                .collect(Collectors.joining());
        page.add("<details><summary>Environment and replay</summary>\n\n" + lines + "\n"
                + (check.replay().isEmpty() ? "" : MarkdownText.block(check.replay(), 2_000)) + "\n</details>\n\n");
    }

    private static String problem(Problem problem) {
        return "- **" + problem.code().id() + "** " + code(problem.where(), 200) + ": "
                + MarkdownText.of(problem.what(), SENTENCE)
                + (problem.todo().isEmpty() ? "" : "; " + MarkdownText.of(problem.todo(), SENTENCE)) + "\n";
    }

    private static void cases(List<CaseResult> cases, MarkdownPage page) {
        if (cases.isEmpty()) {
            return;
        }
        var counts = cases.stream().collect(Collectors.groupingBy(CaseResult::verdict, Collectors.counting()));
        page.add(Figures.of((long) cases.size()) + " cases: "
                + Arrays.stream(Verdict.values())
                        .map(v -> Figures.of((long) counts.getOrDefault(v, 0L)) + " " + v.text())
                        .collect(Collectors.joining(", "))
                + "\n\n");
        page.list(
                "| case | variant | verdict | first problem |\n|---|---|---|---|\n",
                "cases that do not pass",
                cases.stream().filter(c -> c.verdict() != Verdict.PASS).toList(),
                100,
                c -> "| " + code(c.name(), NAME) + " | " + c.variant().text() + " | " + mark(c.verdict()) + " | "
                        + c.problems().stream()
                                .findFirst()
                                .map(p -> p.code().id() + " " + MarkdownText.of(p.where() + ": " + p.what(), 300))
                                .orElse("")
                        + " |\n");
    }
}
