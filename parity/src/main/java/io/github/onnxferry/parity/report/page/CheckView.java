package io.github.onnxferry.parity.report.page;

import io.github.onnxferry.converter.diagnostics.Printable;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.LayerReport;
import io.github.onnxferry.parity.result.LayerReport.LayerResult;
import io.github.onnxferry.parity.result.OutputComparison;
import io.github.onnxferry.parity.result.RecordResult;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One check on the page.
 *
 * @param index its place among the checks, for anchors
 * @param result the check
 */
record CheckView(int index, CheckResult result) {
    /** Layers that are shown without opening the whole table. */
    private static final int WORST = 20;

    private static final int FIRST_PROBLEMS = 10;
    private static final int MORE_PROBLEMS = 500;

    String id(String part) {
        return "check-" + index + "-" + part;
    }

    String model() {
        return Printable.of(result.model());
    }

    String headline() {
        return result.passed()
                ? "Parity holds"
                : "Parity fails: " + result.verdict().text();
    }

    String recordsLine() {
        return result.failed() == 0
                ? "all " + Figures.of(result.records()) + " agree"
                : Figures.of(result.failed()) + " of " + Figures.of(result.records()) + " fail";
    }

    /** The problems that are shown at once. */
    List<Problem> firstProblems() {
        return result.problems().stream().limit(FIRST_PROBLEMS).toList();
    }

    /** Those that are shown on demand. */
    List<Problem> moreProblems() {
        return result.problems().stream()
                .skip(FIRST_PROBLEMS)
                .limit(MORE_PROBLEMS)
                .toList();
    }

    /** How many are in the other formats only. */
    int leftOutProblems() {
        return Math.max(0, result.problems().size() - FIRST_PROBLEMS - MORE_PROBLEMS);
    }

    long brokenPorts() {
        return result.contract().stream().filter(p -> !p.isKept()).count();
    }

    List<LayerResult> worst(LayerReport report) {
        return report.ranked().stream().limit(WORST).toList();
    }

    /** The layers in the order of the model, each with its place in it. */
    List<Row> rows(LayerReport report) {
        var layers = report.layers();
        return IntStream.range(0, layers.size())
                .mapToObj(i -> new Row(i + 1, layers.get(i)))
                .toList();
    }

    /**
     * A layer and its place in the model.
     *
     * @param place from 1
     * @param layer the layer
     */
    record Row(int place, LayerResult layer) {}

    Optional<Neighbourhood> neighbourhood() {
        return result.layers().flatMap(Neighbourhood::of);
    }

    Optional<LayerPlot> plot() {
        return result.layers().filter(l -> !l.layers().isEmpty()).map(LayerPlot::of);
    }

    static double worstError(RecordResult record) {
        return record.outputs().stream()
                .map(OutputComparison::metrics)
                .mapToDouble(m -> Double.isNaN(m.maxError()) ? Double.POSITIVE_INFINITY : m.maxError())
                .max()
                .orElse(0);
    }

    static String inputs(RecordResult record) {
        return record.inputs().entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    /** The kept records, those with the largest errors first. */
    List<RecordResult> records() {
        return result.kept().stream()
                .sorted(Comparator.comparingDouble(CheckView::worstError).reversed())
                .toList();
    }

    Map<String, String> environment() {
        return result.environment().facts();
    }
}
