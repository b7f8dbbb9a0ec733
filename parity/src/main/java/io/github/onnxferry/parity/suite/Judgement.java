package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.parity.check.NodeOrigin;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.compare.ModelTraits;
import io.github.onnxferry.parity.compare.ToleranceRule;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.result.OutputComparison;
import io.github.onnxferry.parity.result.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges one model over its data sets. */
final class Judgement {
    private final OnnxModel model;
    private final NodeOrigin origin;
    private final Optional<ToleranceRule> stated;
    private final Optional<Boolean> drawn;
    private final Map<String, OutputComparison> rows = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /**
     * Nothing judged yet.
     *
     * @param stated the rule to judge with; if there is none it follows from the model
     * @param drawn whether values are random; if it is not said it follows from the model
     */
    Judgement(OnnxModel model, Optional<ToleranceRule> stated, Optional<Boolean> drawn) {
        this.model = model;
        this.origin = new NodeOrigin(model);
        this.stated = stated;
        this.drawn = drawn;
    }

    /** Compares what a data set should give with what it gave. */
    void add(DataSet data, Map<String, Datum> actual) {
        var comparison = Comparison.of(data.outputs(), actual, rule(data));
        comparison.outputs().forEach(row -> rows.merge(row.name(), row, Judgement::worse));
        comparison.problems().forEach(p -> problems.add(in(data, p)));
    }

    private ToleranceRule rule(DataSet data) {
        var traits = ModelTraits.of(model, data.tensors());
        return drawn.orElse(traits.draws())
                ? ToleranceRule.distribution()
                : stated.orElseGet(() -> ToleranceRule.byDType(traits));
    }

    private static OutputComparison worse(OutputComparison a, OutputComparison b) {
        if (a.agrees() != b.agrees()) {
            return a.agrees() ? b : a;
        }
        return b.metrics().maxError() > a.metrics().maxError() ? b : a;
    }

    /** Locates a problem: the data set, and the node that computes the output. */
    private Problem in(DataSet data, Problem problem) {
        var node = origin.ofOutput(problem).map(n -> " of " + n.where()).orElse("");
        return new Problem(problem.code(), data.name() + ", " + problem.where() + node, problem.what(), problem.todo());
    }

    /** How the model did. */
    CaseResult result(String name, CaseVariant variant, double conversionSeconds, double seconds) {
        var verdict = problems.isEmpty() ? Verdict.PASS : Verdict.of(problems);
        return new CaseResult(name, variant, verdict, conversionSeconds, seconds, List.copyOf(rows.values()), problems);
    }
}
