package io.github.onnxferry.parity.report.page;

import gg.jte.TemplateOutput;
import gg.jte.html.HtmlInterceptor;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.WriterOutput;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All that the page shows.
 *
 * @param checks models that were checked in full
 * @param cases cases of a suite
 * @param assets style and script
 */
public record Page(List<CheckView> checks, List<CaseResult> cases, Assets assets) {
    /** A page about checks and cases. */
    public static Page of(List<CheckResult> checks, List<CaseResult> cases) {
        var views = IntStream.range(0, checks.size())
                .mapToObj(i -> new CheckView(i, checks.get(i)))
                .toList();
        return new Page(views, List.copyOf(cases), Assets.load());
    }

    /**
     * Writes the page.
     *
     * @throws java.io.UncheckedIOException if the writer fails
     */
    public void write(Writer writer) {
        JtereportGenerated.render(new OwaspHtmlTemplateOutput(new WriterOutput(writer)), new NoInterception(), this);
    }

    int size() {
        return checks.size() + cases.size();
    }

    long failed() {
        return checks.stream().filter(c -> !c.result().passed()).count()
                + cases.stream().filter(c -> c.verdict() != Verdict.PASS).count();
    }

    boolean passed() {
        return failed() == 0;
    }

    /** The verdict in a sentence. */
    String headline() {
        if (size() == 0) {
            return "Nothing was checked";
        }
        if (size() == 1) {
            return passed() ? "Parity holds" : "Parity fails";
        }
        return passed()
                ? "Parity holds for all " + Figures.of((long) size())
                : "Parity fails for " + Figures.of(failed()) + " of " + Figures.of((long) size());
    }

    String title() {
        return headline() + (checks.size() == 1 ? ": " + checks.get(0).model() : "") + " – ONNX Ferry";
    }

    /** How many cases ended in which way. */
    String caseCounts() {
        Map<Verdict, Long> counts =
                cases.stream().collect(Collectors.groupingBy(CaseResult::verdict, Collectors.counting()));
        return Arrays.stream(Verdict.values())
                .map(v -> Figures.of((long) counts.getOrDefault(v, 0L)) + " " + v.text())
                .collect(Collectors.joining(", "));
    }

    /** The templates have no forms for a framework to fill in. */
    private static final class NoInterception implements HtmlInterceptor {
        @Override
        public void onHtmlTagOpened(String name, Map<String, Object> attributes, TemplateOutput output) {}

        @Override
        public void onHtmlTagClosed(String name, TemplateOutput output) {}
    }
}
