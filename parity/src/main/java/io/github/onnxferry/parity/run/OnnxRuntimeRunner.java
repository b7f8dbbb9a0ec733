package io.github.onnxferry.parity.run;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.data.Datum;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An ONNX model run by ONNX Runtime on the CPU with its optimiser off: the reference. */
public final class OnnxRuntimeRunner implements ModelRunner {
    private final String where;
    private final OrtEnvironment environment;
    private final OrtSession session;

    /**
     * Loads a model.
     *
     * @param threads threads that one operator may use
     * @throws FerryException NATIVE_MISSING, or RUNTIME_LOAD if ONNX Runtime refuses the model
     */
    public OnnxRuntimeRunner(Path model, int threads) {
        this.where = model.toString();
        this.environment = NativeLibraries.load(
                "ONNX Runtime", () -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL));
        try (var options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // Memory goes back after each model instead of staying in an arena that grows over a suite.
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            this.session = environment.createSession(where, options);
        } catch (OrtException e) {
            throw new FerryException(
                    Code.RUNTIME_LOAD, where, "ONNX Runtime: " + e.getMessage(), "give the outputs as test data", e);
        }
    }

    @Override
    public String runtime() {
        return "ONNX Runtime " + environment.getVersion();
    }

    @Override
    public Map<String, Datum> run(Map<String, Datum> inputs) {
        Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
        try {
            for (var input : inputs.entrySet()) {
                feeds.put(input.getKey(), OnnxRuntimeTensors.toNative(environment, input.getKey(), input.getValue()));
            }
            try (var result = session.run(feeds)) {
                Map<String, Datum> outputs = new LinkedHashMap<>();
                for (var output : result) {
                    outputs.put(output.getKey(), value(output.getKey(), output.getValue()));
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw new FerryException(Code.RUNTIME_RUN, where, "ONNX Runtime: " + e.getMessage(), "", e);
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    private static Datum value(String name, OnnxValue value) throws OrtException {
        if (value instanceof OnnxTensor tensor) {
            return Datum.of(OnnxRuntimeTensors.fromNative(name, tensor));
        }
        if (value instanceof OnnxSequence sequence) {
            List<Datum> items = new ArrayList<>();
            for (var item : sequence.getValue()) {
                try (item) {
                    items.add(value(name, item));
                }
            }
            return new Datum.Sequence(items);
        }
        if (value instanceof OnnxMap map) {
            return OnnxRuntimeTensors.mapping(map);
        }
        if (value.getType() == OnnxValue.OnnxValueType.ONNX_TYPE_UNKNOWN) {
            return new Datum.Maybe(Optional.empty());
        }
        throw new FerryException(
                Code.UNSUPPORTED_TYPE,
                "output '" + name + "'",
                "ONNX Runtime's Java interface gives no " + value.getType(),
                "give the outputs as test data");
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new FerryException(Code.RUNTIME_RUN, where, "ONNX Runtime: " + e.getMessage(), "", e);
        }
    }
}
