package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.result.Histogram;
import io.github.onnxferry.parity.result.Metrics;
import io.github.onnxferry.parity.result.OutputComparison;
import io.github.onnxferry.parity.result.OutputResult;
import io.github.onnxferry.parity.result.RecordResult;
import io.github.onnxferry.parity.result.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** Adds up records, holding no more of them than a report shows. */
final class Tally {
    private static final int KEPT_FAILURES = 100;
    private static final int KEPT_PASSES = 20;
    private static final int KEPT_PROBLEMS = 1000;

    private final Map<String, Sum> outputs = new LinkedHashMap<>();
    private final List<RecordResult> failures = new ArrayList<>();
    private final PriorityQueue<RecordResult> passes = new PriorityQueue<>(Comparator.comparingDouble(Tally::error));
    private final List<Problem> problems = new ArrayList<>();
    private Optional<Verdict> verdict = Optional.empty();
    private long records;
    private long failed;

    void add(RecordResult result) {
        records++;
        result.outputs()
                .forEach(o -> outputs.computeIfAbsent(o.name(), n -> new Sum()).add(o, result.name()));
        if (result.verdict() == Verdict.PASS) {
            passes.add(result);
            if (passes.size() > KEPT_PASSES) {
                passes.poll();
            }
            return;
        }
        failed++;
        verdict = Optional.of(verdict.orElse(result.verdict()));
        if (failures.size() < KEPT_FAILURES) {
            failures.add(result);
        }
        result.problems().stream()
                .limit(Math.max(0, KEPT_PROBLEMS - problems.size()))
                .forEach(problems::add);
    }

    private static double error(RecordResult result) {
        return result.outputs().stream()
                .mapToDouble(o -> o.metrics().maxError())
                .max()
                .orElse(0);
    }

    long records() {
        return records;
    }

    long failed() {
        return failed;
    }

    /** How the first record that did not pass ended. */
    Optional<Verdict> verdict() {
        return verdict;
    }

    List<Problem> problems() {
        return problems;
    }

    /** Records that failed, in order, then those that passed with the largest errors. */
    List<RecordResult> kept() {
        var kept = new ArrayList<>(failures);
        passes.stream()
                .sorted(Comparator.comparingDouble(Tally::error).reversed())
                .forEach(kept::add);
        return kept;
    }

    /** A problem for each output that could not be judged on any record. */
    List<Problem> undecided() {
        var undecided = new ArrayList<Problem>();
        outputs.forEach((name, sum) -> {
            if (sum.decided == 0) {
                undecided.add(new Problem(
                        Code.UNDECIDED,
                        "output '" + name + "'",
                        "cannot be judged on any of " + sum.records + " records: its shape depends on rounding noise",
                        "give data with clear answers, with --data"));
            }
        });
        return undecided;
    }

    List<OutputResult> outputs(OutputPaths paths) {
        var results = new ArrayList<OutputResult>();
        outputs.forEach((name, sum) -> results.add(sum.result(
                name,
                paths.maker(name.replaceFirst("[\\[{].*", ""))
                        .map(n -> n.where())
                        .orElse(""))));
        return results;
    }

    /** One output over all records. */
    private static final class Sum {
        private Optional<OutputComparison> worst = Optional.empty();
        private String worstRecord = "";
        private long records;
        private long failed;
        private long decided;
        private long elements;
        private long outside;
        private long notFinite;
        private double maxAbs;
        private double sumAbs;
        private double maxRel;
        private double maxUlp;
        private double minCosine = 1;
        private double minSqnr = Double.POSITIVE_INFINITY;
        private double minTopFirst = 1;
        private Histogram ulps = Histogram.EMPTY;
        private Histogram errors = Histogram.EMPTY;

        void add(OutputComparison row, String record) {
            var m = row.metrics();
            records++;
            failed += row.agrees() ? 0 : 1;
            decided += row.tolerance().isDecided() ? 1 : 0;
            if (worst.isEmpty() || isWorse(row, worst.get())) {
                worst = Optional.of(row);
                worstRecord = record;
            }
            elements += m.elements();
            outside += m.outside();
            notFinite += m.notFinite();
            maxAbs = Math.max(maxAbs, m.maxAbs());
            sumAbs += m.meanAbs() * m.elements();
            maxRel = Math.max(maxRel, m.maxRel());
            maxUlp = Math.max(maxUlp, m.maxUlp());
            minCosine = Double.isNaN(m.cosine()) ? m.cosine() : Math.min(minCosine, m.cosine());
            minSqnr = Math.min(minSqnr, m.sqnrDecibels());
            minTopFirst =
                    Math.min(minTopFirst, m.topK().map(Metrics.TopK::first).orElse(1.0));
            ulps = ulps.plus(m.ulps());
            errors = errors.plus(m.errors());
        }

        private static boolean isWorse(OutputComparison a, OutputComparison b) {
            return a.agrees() == b.agrees()
                    ? a.metrics().maxError() > b.metrics().maxError()
                    : b.agrees();
        }

        OutputResult result(String name, String node) {
            return new OutputResult(
                    name,
                    node,
                    records,
                    failed,
                    worst.orElseThrow(),
                    worstRecord,
                    new OutputResult.Totals(
                            elements,
                            outside,
                            notFinite,
                            maxAbs,
                            elements == 0 ? 0 : sumAbs / elements,
                            maxRel,
                            maxUlp,
                            minCosine,
                            minSqnr,
                            minTopFirst,
                            ulps,
                            errors));
        }
    }
}
