package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.result.OutputComparison;
import io.github.onnxferry.parity.result.Verdict;
import java.util.List;

/**
 * How one case went.
 *
 * @param name name of the case
 * @param variant the form of its model that was converted
 * @param verdict how it ended
 * @param conversionSeconds what converting took, from the model file to the SavedModel on disk
 * @param seconds what converting, loading and running took
 * @param outputs the outputs as far as they were compared, the worst of all data sets in each row
 * @param problems what is wrong; empty if it passed
 */
public record CaseResult(
        String name,
        CaseVariant variant,
        Verdict verdict,
        double conversionSeconds,
        double seconds,
        List<OutputComparison> outputs,
        List<Problem> problems) {
    public CaseResult {
        outputs = List.copyOf(outputs);
        problems = List.copyOf(problems);
    }
}
