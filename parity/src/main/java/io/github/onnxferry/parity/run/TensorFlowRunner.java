package io.github.onnxferry.parity.run;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_Version;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A SavedModel on disk, run by TensorFlow through its {@code serving_default} signature. */
public final class TensorFlowRunner implements ModelRunner {
    private final String version;
    private final BoundaryForm boundary;
    private final TensorFlowSession session;

    /**
     * Loads a SavedModel.
     *
     * @param contract what the ONNX model promises; answers are converted to its dtypes
     * @param threads threads that one operation may use; the first model that is loaded decides for the whole process
     * @throws FerryException NATIVE_MISSING, or RUNTIME_LOAD if TensorFlow refuses the model
     */
    public TensorFlowRunner(Path savedModel, ModelContract contract, int threads) {
        this.version = NativeLibraries.load("TensorFlow", () -> TF_Version().getString());
        this.boundary = new BoundaryForm(contract);
        this.session = TensorFlowSession.load(savedModel, threads);
    }

    @Override
    public String runtime() {
        return "TensorFlow " + version;
    }

    @Override
    public Map<String, Datum> run(Map<String, Datum> inputs) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        inputs.forEach((name, value) -> feeds.putAll(boundary.pack(name, value)));
        return boundary.unpack(session.run(feeds));
    }

    @Override
    public void close() {
        session.close();
    }
}
