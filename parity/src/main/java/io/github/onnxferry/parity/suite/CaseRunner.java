package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.parity.data.DataFolder;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;

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
        try (var unpacked = scratch.inside();
                var converted = scratch.inside()) {
            var folder = source.folder(name, unpacked.path());
            var judgement = judge(folder, converted.path().resolve("saved_model"));
            return judgement.result(name, seconds(start));
        } catch (FerryException e) {
            if (e.problems().get(0).code() == Code.NATIVE_MISSING) {
                throw e;
            }
            return refused(name, Verdict.of(e.problems()), seconds(start), e.problems());
        } catch (ZipException | EOFException e) {
            var damage = new Problem(
                    Code.DATA_INVALID,
                    "case '" + name + "'",
                    "cannot be unpacked: " + e.getMessage(),
                    "fetch or make the suite again");
            return refused(name, Verdict.INVALID, seconds(start), List.of(damage));
        } catch (IOException e) {
            throw new FerryException(
                    Code.OUTPUT_NOT_WRITABLE,
                    "case '" + name + "'",
                    "cannot be unpacked: " + e,
                    "free space in the folder for temporary files",
                    e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // One case with a defect is a line in the report, not the end of the suite.
            return refused(name, Verdict.ERROR, seconds(start), List.of(defect(name, e)));
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static CaseResult refused(String name, Verdict verdict, double seconds, List<Problem> problems) {
        return new CaseResult(name, verdict, seconds, List.of(), problems);
    }

    private static Problem defect(String name, Throwable failure) {
        var at = failure.getStackTrace().length > 0 ? " at " + failure.getStackTrace()[0] : "";
        return new Problem(Code.DEFECT, "case '" + name + "'", failure + at, "report it with the model");
    }

    private Judgement judge(Path folder, Path savedModel) {
        var onnx = folder.resolve("model.onnx");
        converter.convert(onnx, savedModel);
        var model = OnnxReader.read(onnx);
        var judgement = new Judgement(model, CaseTolerance.read(folder).or(source::rule));
        try (var runner = new TensorFlowRunner(savedModel, ModelContract.of(model.graph()), THREADS)) {
            for (var set : DataFolder.sets(folder)) {
                var data = DataFolder.read(set, model.graph());
                checkOutputs(data, model, set);
                judgement.add(data, runner.run(data.inputs()));
            }
        }
        return judgement;
    }

    private static void checkOutputs(DataSet data, OnnxModel model, Path set) {
        for (var output : model.graph().outputs()) {
            if (!data.outputs().containsKey(output.name())) {
                throw new FerryException(
                        Code.DATA_INVALID, set.toString(), "has no file for the output '" + output.name() + "'", "");
            }
        }
    }
}
