package io.github.onnxferry.parity.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.process.StoredValue;
import io.github.onnxferry.parity.process.Worker;
import io.github.onnxferry.parity.process.WorkerProcess;
import io.github.onnxferry.parity.process.WorkerProcess.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A contender in a process of its own, with its environment variables. For one thread. */
final class ContenderProcess implements AutoCloseable {
    /** What takes longer hangs, as far as a benchmark is concerned; TensorFlow gives up after ten minutes by itself. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    /** Garbage of Java is collected before it counts as memory of the runtime. */
    private static final List<String> SMALL_HEAP = List.of("-Xms32m", "-Xmn16m");

    private final Contender contender;
    private final WorkerProcess process;
    private final List<long[]> turns = new ArrayList<>();
    private ObjectNode opened = JsonNodeFactory.instance.objectNode();
    private double firstRunSeconds;

    /**
     * A process that starts once it is asked for something.
     *
     * @param folder where it works
     */
    ContenderProcess(Contender contender, Path folder) {
        this.contender = contender;
        this.process = new WorkerProcess(
                folder,
                contender.id(),
                WorkerProcess.Program.of(BenchWorker.class)
                        .withEnvironment(contender.variables())
                        .withOptions(SMALL_HEAP));
    }

    /**
     * Loads the model.
     *
     * @param contract a model of which only inputs and outputs are left
     * @throws FerryException if the runtime does not load, or refuses the model
     */
    void open(Path model, Path savedModel, Path contract, BenchOptions options) {
        var request = task(BenchWorker.OPEN);
        request.put("contract", contract.toString()).put("threads", options.threads());
        if (contender == Contender.ONNX_RUNTIME) {
            request.put("model", model.toAbsolutePath().toString());
        } else {
            request.put("savedModel", savedModel.toAbsolutePath().toString());
            var names = request.putObject("names");
            options.names().forEach(names::put);
        }
        opened = ask(request).deepCopy();
    }

    /**
     * Hands over inputs and runs them once.
     *
     * @throws FerryException if the runtime cannot run them
     */
    void prepare(Map<String, StoredValue> inputs) {
        var request = task(BenchWorker.PREPARE);
        StoredValue.put(request.putObject("inputs"), inputs);
        firstRunSeconds = ask(request).path("firstRunSeconds").asDouble();
    }

    /** Runs for a while and counts nothing. */
    void warmUp(Duration time) {
        run(time);
    }

    /** Runs for a while, and keeps how long each run took. */
    void turn(Duration time) {
        turns.add(run(time));
    }

    private long[] run(Duration time) {
        var taken = ask(task(BenchWorker.TURN).put("nanos", time.toNanos())).path("taken");
        var nanos = new long[taken.size()];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = taken.get(i).asLong();
        }
        return nanos;
    }

    /** What was measured so far, after at least one turn. */
    Measurement measurement() {
        var peak = ask(task(BenchWorker.MEMORY)).path("peakBytes");
        Optional<MemoryUse> memory = peak.isNumber()
                ? Optional.of(new MemoryUse(
                        opened.path("baseBytes").asLong(),
                        opened.path("loadedBytes").asLong(),
                        peak.asLong()))
                : Optional.empty();
        return new Measurement(
                contender,
                opened.path("runtime").asText(),
                opened.path("librarySeconds").asDouble(),
                opened.path("loadSeconds").asDouble(),
                firstRunSeconds,
                Latency.ofTurns(turns),
                turns.stream().map(Latency::of).toList(),
                memory);
    }

    private static ObjectNode task(String name) {
        return JsonNodeFactory.instance.objectNode().put("task", name);
    }

    private JsonNode ask(ObjectNode request) {
        var answer = process.ask(request, LIMIT);
        if (answer instanceof Answer.Died died) {
            throw died.stage().equals(WorkerProcess.START)
                    ? failed(
                            Code.NATIVE_MISSING,
                            "its process does not start (" + died.how() + "): " + died.said(),
                            "run ferry with a JDK that may start processes")
                    : failed(
                            Code.RUNTIME_RUN,
                            "its process dies as it tries to " + died.stage() + " (" + died.how() + "): " + died.said(),
                            "give it more memory, or cut the model down with ferry reduce");
        }
        if (answer instanceof Answer.Late late) {
            throw failed(
                    Code.TIME_LIMIT,
                    "has not ended after " + LIMIT.toMinutes() + " minutes; it tries to " + late.stage(),
                    "take smaller inputs with --dims");
        }
        var json = ((Answer.Said) answer).json();
        if (!json.path("done").asBoolean()) {
            throw new FerryException(
                    Worker.problems(json).stream().map(this::placed).toList());
        }
        return json;
    }

    /** The problem with the contender that has it; what to do about a check does not help a benchmark. */
    private Problem placed(Problem problem) {
        boolean runs = problem.code() == Code.RUNTIME_LOAD
                || problem.code() == Code.RUNTIME_RUN
                || problem.code() == Code.UNSUPPORTED_TYPE;
        return new Problem(
                problem.code(),
                contender.text() + ", " + problem.where(),
                problem.what(),
                runs ? "measure a model and inputs that both runtimes run" : problem.todo());
    }

    private FerryException failed(Code code, String what, String todo) {
        return new FerryException(code, contender.text(), what, todo);
    }

    @Override
    public void close() {
        process.close();
    }
}
