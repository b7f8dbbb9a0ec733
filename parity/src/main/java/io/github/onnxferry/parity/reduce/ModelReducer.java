package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.onnx.check.ModelCheck;
import io.github.onnxferry.parity.process.TemporaryFolder;
import io.github.onnxferry.parity.process.WorkerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reduces models that fail. */
public final class ModelReducer {
    private final ReduceOptions options;

    /** A reducer. */
    public ModelReducer(ReduceOptions options) {
        this.options = options;
    }

    /**
     * Searches the smallest part of a model that fails like the whole: in its conversion, in TensorFlow, or by computing
     * something else than ONNX Runtime.
     *
     * @param model the ONNX file
     * @param progress hears how many nodes are left out so far
     * @return nothing if the model does not fail
     * @throws FerryException if the file cannot be read, its data is invalid, ONNX Runtime cannot run a model that
     *     converts, or this machine lacks something
     */
    public Optional<Reduction> reduce(Path model, Progress progress) {
        var sorted = ModelCheck.of(OnnxReader.read(model)).model();
        var budget = new TimeBudget(options.limit());
        var worker = WorkerProcess.Program.of(TrialWorker.class);
        try (var scratch = new TemporaryFolder("ferry-reduce-");
                var trials = new WorkerProcess(
                        scratch.path(),
                        "trials",
                        worker.withFirst(TrialTask.BEGIN).withPlugins(options.plugins()));
                var references = new WorkerProcess(scratch.path(), "references", worker)) {
            var runner = new TrialRunner(trials, scratch, options.judge(), options.threads(), budget);
            return new Reducing(model, sorted, options, runner, references, scratch, budget, progress).result();
        } catch (IOException e) {
            throw new FerryException(
                    Code.OUTPUT_NOT_WRITABLE,
                    System.getProperty("java.io.tmpdir", "the folder for temporary files"),
                    "cannot be used: " + e.getMessage(),
                    "free space there, or name another folder with -Djava.io.tmpdir",
                    e);
        }
    }
}
