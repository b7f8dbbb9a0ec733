package io.github.onnxferry.testdata;

import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import io.github.onnxferry.parity.suite.CaseVariant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Results of categories of cases in all variants, and the score they make. */
public final class ConformanceScore {
    private final Map<String, List<CaseResult>> categories = new LinkedHashMap<>();

    /** Adds the results of a category. */
    public void add(String category, List<CaseResult> results) {
        categories.put(category, List.copyOf(results));
    }

    /** The cases of a variant by category and name, those with one of the verdicts only. */
    public Set<String> cases(CaseVariant variant, Set<Verdict> verdicts) {
        var names = new TreeSet<String>();
        categories.forEach((category, results) -> results.stream()
                .filter(r -> r.variant() == variant && verdicts.contains(r.verdict()))
                .forEach(r -> names.add(category + "/" + r.name())));
        return names;
    }

    /** A line for each case that did not pass: its name, variant, verdict, and the first problem. */
    public List<String> failures() {
        List<String> lines = new ArrayList<>();
        categories.forEach((category, results) -> results.stream()
                .filter(r -> r.verdict() != Verdict.PASS)
                .map(r -> String.join(
                        "\t",
                        category + "/" + r.name(),
                        r.variant().text(),
                        r.verdict().text(),
                        r.problems().isEmpty() ? "" : r.problems().get(0).line()))
                .forEach(lines::add));
        return lines;
    }

    /** The score as a Markdown table: passed / all of each category in each variant, and what converting took. */
    public String table() {
        var text = new StringBuilder("| category |");
        var rule = new StringBuilder("|---|");
        for (var variant : CaseVariant.values()) {
            text.append(' ').append(variant.text()).append(" |");
            rule.append("---:|");
        }
        text.append('\n').append(rule).append('\n');
        categories.forEach((category, results) -> row(text, category, results));
        var all = categories.values().stream().flatMap(List::stream).toList();
        row(text, "**all**", all);
        row(text, "score", all, ConformanceScore::percent);
        row(text, "converting, s", all, r -> seconds(r.stream().mapToDouble(CaseResult::conversionSeconds)));
        row(text, "with running, s", all, r -> seconds(r.stream().mapToDouble(CaseResult::seconds)));
        return text.toString();
    }

    private static String seconds(DoubleStream seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds.sum());
    }

    private static void row(StringBuilder text, String name, List<CaseResult> results) {
        row(text, name, results, r -> r.isEmpty() ? "" : passed(r) + " / " + r.size());
    }

    private static void row(
            StringBuilder text, String name, List<CaseResult> results, Function<List<CaseResult>, String> cell) {
        text.append(Arrays.stream(CaseVariant.values())
                .map(v -> results.stream().filter(r -> r.variant() == v).toList())
                .map(cell)
                .collect(Collectors.joining(" | ", "| " + name + " | ", " |\n")));
    }

    private static long passed(List<CaseResult> results) {
        return results.stream().filter(r -> r.verdict() == Verdict.PASS).count();
    }

    private static String percent(List<CaseResult> results) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * passed(results) / Math.max(1, results.size()));
    }
}
