package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.compare.ModelTraits;
import io.github.onnxferry.parity.compare.OutputComparison;
import io.github.onnxferry.parity.compare.ToleranceRule;
import io.github.onnxferry.parity.data.DataFolder;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs one case of a suite: convert to disk, load from disk, run each data set, compare with the shipped outputs. */
final class CaseRunner {
    /** One thread an operation: cases run side by side, and sums come out the same on every machine. */
    private static final int THREADS = 1;

    private final ModelConverter converter;
    private final SuiteSource source;
    private final ScratchFolder scratch;

    CaseRunner(ModelConverter converter, SuiteSource source, ScratchFolder scratch) {
        this.converter = converter;
        this.source = source;
        this.scratch = scratch;
    }

    /**
     * Runs a case.
     *
     * @throws FerryException NATIVE_MISSING if TensorFlow does not load, which is no verdict on a case
     */
    CaseResult run(String name) {
        long start = System.nanoTime();
        Outcome outcome;
        try (var unpacked = scratch.inside();
                var converted = scratch.inside()) {
            outcome =
                    judge(source.folder(name, unpacked.path()), converted.path().resolve("saved_model"));
        } catch (FerryException e) {
            if (e.problems().get(0).code() == Code.NATIVE_MISSING) {
                throw e;
            }
            outcome = new Outcome(Verdict.of(e.problems()), List.of(), e.problems());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack the case " + name, e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // One case with a defect is a line in the report, not the end of the suite.
            outcome = new Outcome(Verdict.ERROR, List.of(), List.of(defect(name, e)));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new CaseResult(name, outcome.verdict, seconds, outcome.outputs, outcome.problems);
    }

    private record Outcome(Verdict verdict, List<OutputComparison> outputs, List<Problem> problems) {}

    private static Problem defect(String name, Throwable failure) {
        var at = failure.getStackTrace().length > 0 ? " at " + failure.getStackTrace()[0] : "";
        return new Problem(Code.DEFECT, "case '" + name + "'", failure + at, "report it with the model");
    }

    private Outcome judge(Path folder, Path savedModel) {
        var onnx = folder.resolve("model.onnx");
        converter.convert(onnx, savedModel);
        var model = OnnxReader.read(onnx);
        var stated = CaseTolerance.read(folder).or(source::rule);
        Map<String, OutputComparison> rows = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        try (var runner = new TensorFlowRunner(savedModel, ModelContract.of(model.graph()), THREADS)) {
            for (var set : DataFolder.sets(folder)) {
                var data = DataFolder.read(set, model.graph());
                checkOutputs(data, model, set);
                var comparison = Comparison.of(data.outputs(), runner.run(data.inputs()), rule(model, data, stated));
                comparison.outputs().forEach(row -> rows.merge(row.name(), row, CaseRunner::worse));
                comparison.problems().forEach(p -> problems.add(in(data, p)));
            }
        }
        return new Outcome(
                problems.isEmpty() ? Verdict.PASS : Verdict.of(problems), List.copyOf(rows.values()), problems);
    }

    private static ToleranceRule rule(OnnxModel model, DataSet data, Optional<ToleranceRule> stated) {
        var traits = ModelTraits.of(model, data.tensors());
        return traits.draws() ? ToleranceRule.shapes() : stated.orElseGet(() -> ToleranceRule.byDType(traits));
    }

    private static void checkOutputs(DataSet data, OnnxModel model, Path set) {
        for (var output : model.graph().outputs()) {
            if (!data.outputs().containsKey(output.name())) {
                throw new FerryException(
                        Code.DATA_INVALID, set.toString(), "has no file for the output '" + output.name() + "'", "");
            }
        }
    }

    private static OutputComparison worse(OutputComparison a, OutputComparison b) {
        if (a.agrees() != b.agrees()) {
            return a.agrees() ? b : a;
        }
        return b.maxRel() > a.maxRel() ? b : a;
    }

    private static Problem in(DataSet data, Problem problem) {
        return new Problem(problem.code(), data.name() + ", " + problem.where(), problem.what(), problem.todo());
    }
}
