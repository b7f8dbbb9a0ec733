package io.github.onnxferry.parity.result;

import io.github.onnxferry.converter.diagnostics.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Everything that one check of one converted model found.
 *
 * @param model the ONNX model, as it was named
 * @param artefact the SavedModel, as it was named
 * @param verdict how it ended
 * @param environment where it ran
 * @param replay the command that runs it again
 * @param contract inputs and outputs
 * @param records how many records ran
 * @param failed how many of them failed
 * @param outputs a row an output, over all records
 * @param kept records one by one: those that failed and those with the largest errors, as far as there is room
 * @param layers values inside of the model, if they were asked for
 * @param gradients gradients, if they were asked for
 * @param baseline comparison with accepted metrics, if it was asked for
 * @param problems what is wrong, each located; empty if parity holds
 * @param remarks what is worth knowing though it is not wrong, such as a reference that differs from itself
 * @param seconds what the check took
 */
public record CheckResult(
        String model,
        String artefact,
        Verdict verdict,
        Environment environment,
        String replay,
        List<PortContract> contract,
        long records,
        long failed,
        List<OutputResult> outputs,
        List<RecordResult> kept,
        Optional<LayerReport> layers,
        Optional<GradientReport> gradients,
        Optional<BaselineReport> baseline,
        List<Problem> problems,
        List<String> remarks,
        double seconds) {
    public CheckResult {
        contract = List.copyOf(contract);
        outputs = List.copyOf(outputs);
        kept = List.copyOf(kept);
        problems = List.copyOf(problems);
        remarks = List.copyOf(remarks);
    }

    /** Whether parity holds. */
    public boolean passed() {
        return verdict == Verdict.PASS;
    }

    /** This result, compared with accepted metrics. */
    public CheckResult withBaseline(BaselineReport report) {
        return new CheckResult(
                model,
                artefact,
                verdict,
                environment,
                replay,
                contract,
                records,
                failed,
                outputs,
                kept,
                layers,
                gradients,
                Optional.of(report),
                problems,
                remarks,
                seconds);
    }
}
