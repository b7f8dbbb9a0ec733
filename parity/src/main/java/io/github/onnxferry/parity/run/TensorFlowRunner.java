package io.github.onnxferry.parity.run;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_Version;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.result.PortContract;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A SavedModel on disk, run by TensorFlow through its {@code serving_default} signature. It may be one that another tool made:
 * inputs and outputs are found by name, never by order, shape or dtype.
 */
public final class TensorFlowRunner implements ModelRunner {
    private final String version;
    private final ModelContract contract;
    private final BoundaryForm boundary;
    private final TensorFlowSession session;
    private final SignatureNames inputNames;
    private final SignatureNames outputNames;

    /**
     * How to run.
     *
     * @param threads threads that one operation may use; the first model that is loaded decides for the whole process
     * @param device where to compute
     * @param names keys of the signature by names of the ONNX model, where they cannot be found by being alike
     */
    public record Settings(int threads, Device device, Map<String, String> names) {
        public Settings {
            names = Map.copyOf(names);
        }

        /** On the processor, with the names of the ONNX model. */
        public static Settings plain(int threads) {
            return new Settings(threads, Device.CPU, Map.of());
        }
    }

    /** Loads a SavedModel with {@link Settings#plain}. */
    public TensorFlowRunner(Path savedModel, ModelContract contract, int threads) {
        this(savedModel, contract, Settings.plain(threads));
    }

    /**
     * Loads a SavedModel.
     *
     * @param contract what the ONNX model promises; answers are converted to its dtypes
     * @throws FerryException NATIVE_MISSING, GPU_MISSING, USAGE if a stated name does not exist, or RUNTIME_LOAD if TensorFlow
     *     refuses the model
     */
    public TensorFlowRunner(Path savedModel, ModelContract contract, Settings settings) {
        this.version = version();
        this.contract = contract;
        this.boundary = new BoundaryForm(contract);
        this.session = TensorFlowSession.load(savedModel, settings.threads(), settings.device());
        try {
            var inputs = BoundaryTensors.of(contract.inputs()).keySet();
            var outputs = BoundaryTensors.of(contract.outputs()).keySet();
            var signature = session.signature();
            SignatureNames.check(
                    settings.names(),
                    union(inputs, outputs),
                    union(signature.inputs().keySet(), signature.outputs().keySet()));
            this.inputNames = SignatureNames.match(inputs, signature.inputs().keySet(), settings.names());
            this.outputNames = SignatureNames.match(outputs, signature.outputs().keySet(), settings.names());
        } catch (FerryException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Loads TensorFlow's library, which takes its environment variables into account then, and says its version.
     *
     * @throws FerryException NATIVE_MISSING if the library does not load
     */
    public static String version() {
        return NativeLibraries.load("TensorFlow", () -> TF_Version().getString());
    }

    private static java.util.Set<String> union(java.util.Set<String> a, java.util.Set<String> b) {
        var all = new java.util.TreeSet<>(a);
        all.addAll(b);
        return all;
    }

    @Override
    public String runtime() {
        return "TensorFlow " + version;
    }

    /** What the signature makes of each input and output of the ONNX model. */
    public List<PortContract> contract() {
        return SignatureContract.of(contract, session.signature(), inputNames, outputNames);
    }

    @Override
    public Map<String, Datum> run(Map<String, Datum> inputs) {
        Map<String, Tensor> answers = new LinkedHashMap<>();
        session.run(packed(inputs)).forEach((key, tensor) -> answers.put(outputNames.name(key), tensor));
        return boundary.unpack(answers);
    }

    @Override
    public PreparedRun prepare(Map<String, Datum> inputs) {
        return session.prepare(packed(inputs));
    }

    private Map<String, Tensor> packed(Map<String, Datum> inputs) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        inputs.forEach((name, value) ->
                boundary.pack(name, value).forEach((part, tensor) -> feeds.put(inputNames.key(part), tensor)));
        return feeds;
    }

    @Override
    public void close() {
        session.close();
    }
}
