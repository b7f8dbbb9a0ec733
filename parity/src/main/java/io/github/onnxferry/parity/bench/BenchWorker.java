package io.github.onnxferry.parity.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.parity.process.StoredValue;
import io.github.onnxferry.parity.process.Worker;
import io.github.onnxferry.parity.run.Device;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.ModelRunner;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import io.github.onnxferry.parity.run.PreparedRun;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The process in which a contender runs: one runtime, one model, one set of inputs. */
public final class BenchWorker {
    static final String OPEN = "open";
    static final String PREPARE = "prepare";
    static final String TURN = "turn";
    static final String MEMORY = "memory";

    /** Runs of a turn beyond which no more are counted. */
    static final int MOST_RUNS = 5000;

    /** How long runs at the beginning of a turn are not counted, while threads wake and caches fill. */
    private static final long SETTLING_NANOS = 20_000_000;

    private final Consumer<String> stage;
    private @Nullable ModelRunner runner;
    private @Nullable PreparedRun prepared;

    private BenchWorker(Consumer<String> stage) {
        this.stage = stage;
    }

    /** Serves until the input ends. */
    public static void main(String[] args) throws IOException {
        Worker.serve(stage -> new BenchWorker(stage)::run);
    }

    private void run(JsonNode request, ObjectNode answer) throws IOException {
        var task = request.path("task").asText();
        switch (task) {
            case OPEN -> open(request, answer);
            case PREPARE -> prepare(request, answer);
            case TURN -> turn(request.path("nanos").asLong(), answer);
            case MEMORY -> MemoryUse.highest().ifPresent(bytes -> answer.put("peakBytes", bytes));
            default -> throw new IllegalArgumentException("there is no task '" + task + "'");
        }
    }

    /**
     * Loads a model: {@code model} for ONNX Runtime or {@code savedModel} for TensorFlow, {@code contract} a model that has
     * nothing but inputs and outputs. The answer holds seconds, and bytes where the system tells them.
     */
    private void open(JsonNode request, ObjectNode answer) {
        stage.accept("load the library");
        var contract = ModelContract.of(
                OnnxReader.read(Path.of(request.path("contract").asText())).graph());
        MemoryUse.resident().ifPresent(bytes -> answer.put("baseBytes", bytes));
        boolean tensorFlow = request.has("savedModel");
        long start = System.nanoTime();
        answer.put("version", tensorFlow ? TensorFlowRunner.version() : OnnxRuntimeRunner.version());
        answer.put("librarySeconds", seconds(start));
        stage.accept("load");
        int threads = request.path("threads").asInt();
        start = System.nanoTime();
        var opened = tensorFlow
                ? new TensorFlowRunner(
                        Path.of(request.path("savedModel").asText()),
                        contract,
                        new TensorFlowRunner.Settings(threads, Device.CPU, names(request.path("names"))))
                : OnnxRuntimeRunner.open(
                        Path.of(request.path("model").asText()), OnnxRuntimeRunner.Settings.deployed(threads));
        answer.put("loadSeconds", seconds(start));
        MemoryUse.resident().ifPresent(bytes -> answer.put("loadedBytes", bytes));
        answer.put("runtime", opened.runtime());
        runner = opened;
    }

    private static Map<String, String> names(JsonNode json) {
        Map<String, String> names = new LinkedHashMap<>();
        json.properties().forEach(e -> names.put(e.getKey(), e.getValue().asText()));
        return names;
    }

    /** Takes {@code inputs} and runs them once; the answer holds how long that took. */
    private void prepare(JsonNode request, ObjectNode answer) {
        stage.accept("run");
        if (prepared != null) {
            prepared.close();
            prepared = null;
        }
        var ready = Objects.requireNonNull(runner).prepare(StoredValue.read(StoredValue.of(request.path("inputs"))));
        prepared = ready;
        long start = System.nanoTime();
        ready.run();
        answer.put("firstRunSeconds", seconds(start));
    }

    private void turn(long nanos, ObjectNode answer) {
        stage.accept("run");
        var taken = answer.putArray("taken");
        for (long took : turn(Objects.requireNonNull(prepared), nanos)) {
            taken.add(took);
        }
    }

    /**
     * Runs for a while.
     *
     * @param nanos how long runs may begin
     * @return how long each counted run took, in nanoseconds; at least one
     */
    static long[] turn(PreparedRun run, long nanos) {
        long begin = System.nanoTime();
        long settling = Math.min(SETTLING_NANOS, nanos / 5);
        do {
            long took = time(run);
            if (took >= nanos) {
                return new long[] {took};
            }
        } while (System.nanoTime() - begin < settling);
        var taken = new long[MOST_RUNS];
        int runs = 0;
        do {
            taken[runs++] = time(run);
        } while (runs < MOST_RUNS && System.nanoTime() - begin < nanos);
        return Arrays.copyOf(taken, runs);
    }

    private static long time(PreparedRun run) {
        long start = System.nanoTime();
        run.run();
        return System.nanoTime() - start;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
