package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.parity.check.MeasuredTolerance;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.compare.ModelTraits;
import io.github.onnxferry.parity.compare.ToleranceRule;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import java.util.List;
import java.util.Map;

/** Decides whether TensorFlow's answers agree with the reference. */
@FunctionalInterface
public interface TrialJudge {
    /**
     * What is wrong with the answers.
     *
     * @param model the part of the model that ran
     * @param data its inputs, and its outputs as ONNX Runtime computes them
     * @param actual its outputs as TensorFlow computes them
     * @return nothing if they agree
     */
    List<Problem> problems(OnnxModel model, DataSet data, Map<String, Datum> actual);

    /** The tolerance that the noise of the part makes, as whole models are judged with. */
    static TrialJudge measured(int threads) {
        return (model, data, actual) ->
                MeasuredTolerance.compare(model, data, actual, threads).problems();
    }

    /** Tolerances by element type. */
    static TrialJudge byDType() {
        return (model, data, actual) -> {
            var traits = ModelTraits.of(model, data.tensors());
            var rule = traits.draws() ? ToleranceRule.distribution() : ToleranceRule.byDType(traits);
            return Comparison.of(data.outputs(), actual, rule).problems();
        };
    }

    /** One tolerance for all numbers that are rounded: an element may be off by {@code atol + rtol * |reference|}. */
    static TrialJudge within(double rtol, double atol) {
        var rule = ToleranceRule.elementwise(rtol, atol);
        return (model, data, actual) ->
                Comparison.of(data.outputs(), actual, rule).problems();
    }
}
