package io.github.onnxferry.parity.run;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.parity.data.Datum;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An ONNX model run by ONNX Runtime; with its optimiser off, which is the default, it is the reference. */
public final class OnnxRuntimeRunner implements ModelRunner {
    private final String where;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final SharedWeights weights;

    private OnnxRuntimeRunner(String where, OrtEnvironment environment, OrtSession session, SharedWeights weights) {
        this.where = where;
        this.environment = environment;
        this.session = session;
        this.weights = weights;
    }

    /**
     * How to run.
     *
     * @param threads threads that one operator may use
     * @param optimised whether ONNX Runtime may rewrite the model
     * @param arena whether it may keep memory from run to run
     * @param device where to compute
     */
    public record Settings(int threads, boolean optimised, boolean arena, Device device) {
        /** Without memory that is kept. */
        public Settings(int threads, boolean optimised, Device device) {
            this(threads, optimised, false, device);
        }

        /** The reference: nothing is rewritten, on the processor. */
        public static Settings reference(int threads) {
            return new Settings(threads, false, Device.CPU);
        }

        /** As ONNX Runtime comes, which is what users deploy. */
        public static Settings deployed(int threads) {
            return new Settings(threads, true, true, Device.CPU);
        }
    }

    /** Opens a session with options. */
    private interface Opening {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    /**
     * Loads a model file, with the optimiser off.
     *
     * @param threads threads that one operator may use
     * @throws FerryException NATIVE_MISSING, or RUNTIME_LOAD if ONNX Runtime refuses the model
     */
    public static OnnxRuntimeRunner open(Path model, int threads) {
        return open(model, Settings.reference(threads));
    }

    /** Loads a model file; fails as {@link #open(Path, int)} does. */
    public static OnnxRuntimeRunner open(Path model, Settings settings) {
        var where = model.toString();
        return open(where, settings, SharedWeights.NONE, (env, options) -> env.createSession(where, options));
    }

    /**
     * Loads a model that is in memory. Its weights are used where they lie, in mapped files as a rule, and not copied.
     *
     * @param where what messages call the model
     * @throws FerryException NATIVE_MISSING, RUNTIME_LOAD if ONNX Runtime refuses the model, or TOO_LARGE if what cannot
     *     be shared takes more than 2 GiB
     */
    public static OnnxRuntimeRunner open(OnnxModel model, String where, Settings settings) {
        var weights = NativeLibraries.load("ONNX Runtime", () -> SharedWeights.of(model, environment()));
        return open(where, settings, weights, (env, options) -> {
            weights.addTo(options);
            return env.createSession(weights.structure(), options);
        });
    }

    private static OnnxRuntimeRunner open(String where, Settings settings, SharedWeights weights, Opening opening) {
        var environment = NativeLibraries.load("ONNX Runtime", OnnxRuntimeRunner::environment);
        try (var options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(
                    settings.optimised()
                            ? OrtSession.SessionOptions.OptLevel.ALL_OPT
                            : OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setIntraOpNumThreads(settings.threads());
            options.setInterOpNumThreads(1);
            // Without an arena memory goes back after each model, instead of growing over a suite.
            options.setCPUArenaAllocator(settings.arena());
            options.setMemoryPatternOptimization(settings.arena());
            if (settings.device() == Device.GPU) {
                useGpu(options);
            }
            return new OnnxRuntimeRunner(where, environment, opening.open(environment, options), weights);
        } catch (OrtException e) {
            weights.close();
            throw new FerryException(
                    Code.RUNTIME_LOAD, where, "ONNX Runtime: " + e.getMessage(), "give the outputs as test data", e);
        }
    }

    /** Full precision and kernels that give the same sums each time. */
    private static void useGpu(OrtSession.SessionOptions options) throws OrtException {
        options.setDeterministicCompute(true);
        try (var cuda = new OrtCUDAProviderOptions(0)) {
            cuda.add("use_tf32", "0");
            options.addCUDA(cuda);
        } catch (OrtException | UnsatisfiedLinkError e) {
            throw new FerryException(
                    Code.GPU_MISSING,
                    "ONNX Runtime",
                    "cannot compute on a graphics processor: " + e.getMessage(),
                    "build with -Pgpu on a machine with CUDA, or compute on the processor",
                    e);
        }
    }

    /**
     * Loads ONNX Runtime's library, and says its version.
     *
     * @throws FerryException NATIVE_MISSING if the library does not load
     */
    public static String version() {
        return NativeLibraries.load("ONNX Runtime", OnnxRuntimeRunner::environment)
                .getVersion();
    }

    private static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    }

    @Override
    public String runtime() {
        return "ONNX Runtime " + environment.getVersion();
    }

    @Override
    public Map<String, Datum> run(Map<String, Datum> inputs) {
        return run(inputs, session.getOutputNames());
    }

    /**
     * Runs the model once for some of its outputs.
     *
     * @param outputs names of the outputs that are wanted
     * @throws FerryException as {@link #run(Map)}
     */
    public Map<String, Datum> run(Map<String, Datum> inputs, Set<String> outputs) {
        try (var feeds = feeds(inputs);
                var result = session.run(feeds.tensors(), outputs)) {
            Map<String, Datum> values = new LinkedHashMap<>();
            for (var output : result) {
                values.put(output.getKey(), value(output.getKey(), output.getValue()));
            }
            return values;
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    @Override
    public PreparedRun prepare(Map<String, Datum> inputs) {
        var feeds = feeds(inputs);
        return new PreparedRun() {
            @Override
            public void run() {
                try {
                    session.run(feeds.tensors()).close();
                } catch (OrtException e) {
                    throw failed(e);
                }
            }

            @Override
            public void close() {
                feeds.close();
            }
        };
    }

    /** Inputs in ONNX Runtime's memory, by name. */
    private record Feeds(Map<String, OnnxTensor> tensors) implements AutoCloseable {
        @Override
        public void close() {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private Feeds feeds(Map<String, Datum> inputs) {
        var feeds = new Feeds(new LinkedHashMap<>());
        try {
            for (var input : inputs.entrySet()) {
                feeds.tensors()
                        .put(
                                input.getKey(),
                                OnnxRuntimeTensors.toNative(environment, input.getKey(), input.getValue()));
            }
            return feeds;
        } catch (OrtException e) {
            feeds.close();
            throw failed(e);
        } catch (FerryException e) {
            feeds.close();
            throw e;
        }
    }

    private FerryException failed(OrtException e) {
        return new FerryException(Code.RUNTIME_RUN, where, "ONNX Runtime: " + e.getMessage(), "", e);
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
            throw failed(e);
        } finally {
            weights.close();
        }
    }
}
