package io.github.onnxferry.parity.reduce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.process.StoredValue;
import io.github.onnxferry.parity.process.TemporaryFolder;
import io.github.onnxferry.parity.process.Worker;
import io.github.onnxferry.parity.process.WorkerProcess;
import io.github.onnxferry.parity.process.WorkerProcess.Answer;
import io.github.onnxferry.parity.reduce.Failure.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tries models in the process for trials, and judges what it answers. */
final class TrialRunner {
    static final String DATA_SET = "test_data_set_0";

    private final WorkerProcess worker;
    private final TemporaryFolder scratch;
    private final TrialJudge judge;
    private final int threads;
    private final TimeBudget budget;
    private int trials;
    private String runtime = "";

    TrialRunner(WorkerProcess worker, TemporaryFolder scratch, TrialJudge judge, int threads, TimeBudget budget) {
        this.worker = worker;
        this.scratch = scratch;
        this.judge = judge;
        this.threads = threads;
        this.budget = budget;
    }

    /**
     * Values that a model is run with.
     *
     * @param inputs by name
     * @param outputs what has to come out, by name
     */
    record Values(Map<String, StoredValue> inputs, Map<String, StoredValue> outputs) {}

    /** How many trials there were. */
    int trials() {
        return trials;
    }

    /** What runs converted models, once one ran. */
    String runtime() {
        return runtime;
    }

    /**
     * Tries a model that is in memory.
     *
     * @param values what to run it with; if there is nothing it is only converted
     */
    Outcome run(OnnxModel model, Optional<Values> values) {
        var folder = scratch.folder("trial-" + trials);
        var file = folder.resolve("model.onnx");
        try {
            OnnxWriter.write(model, file);
        } catch (FerryException e) {
            if (e.problems().get(0).code() == Code.TOO_LARGE) {
                return new Outcome.Unresolved(e.problems().get(0).what());
            }
            throw e;
        }
        return run(file, model, values);
    }

    /** Tries a model file. */
    Outcome run(Path file, OnnxModel model, Optional<Values> values) {
        var folder = scratch.folder("trial-" + trials++);
        var request = JsonNodeFactory.instance.objectNode();
        request.put("task", TrialTask.NAME)
                .put("model", file.toAbsolutePath().toString())
                .put("folder", folder.toString())
                .put("threads", threads);
        if (values.isPresent()) {
            for (var input : model.graph().requiredInputs()) {
                if (!values.get().inputs().containsKey(input.name())) {
                    return new Outcome.Unresolved("there is no value for the input '" + input.name() + "'");
                }
            }
            StoredValue.put(request.putObject("inputs"), values.get().inputs());
        }
        try {
            return outcome(worker.ask(request, budget.trial()), model, values);
        } finally {
            TemporaryFolder.delete(folder);
        }
    }

    private Outcome outcome(Answer answer, OnnxModel model, Optional<Values> values) {
        if (answer instanceof Answer.Died died) {
            if (died.stage().equals(WorkerProcess.START)) {
                throw new FerryException(
                        Code.NATIVE_MISSING,
                        "the process for trials",
                        "does not start (" + died.how() + "): " + died.said(),
                        "run ferry with a JDK that may start processes");
            }
            var what = "the process dies as it tries to " + died.stage() + " the model (" + died.how() + ")";
            return new Outcome.Fails(new Failure(Kind.CRASH, died.stage(), problem(Code.DEFECT, what), died.said()));
        }
        if (answer instanceof Answer.Late late) {
            var what = "it has not ended after " + budget.trial().toSeconds() + " s; it tries to " + late.stage()
                    + " the model";
            return new Outcome.Fails(new Failure(Kind.HANG, late.stage(), problem(Code.TIME_LIMIT, what), ""));
        }
        var json = ((Answer.Said) answer).json();
        if (!json.path("done").asBoolean()) {
            return refused(json, model);
        }
        if (values.isEmpty()) {
            return new Outcome.Passes();
        }
        runtime = json.path("runtime").asText();
        var data = new DataSet(
                DATA_SET,
                StoredValue.read(values.get().inputs()),
                StoredValue.read(values.get().outputs()));
        var problems = judge.problems(model, data, StoredValue.read(StoredValue.of(json.path("outputs"))));
        return problems.isEmpty()
                ? new Outcome.Passes()
                : new Outcome.Fails(new Failure(Kind.MISMATCH, TrialTask.RUN, located(problems, model.graph()), ""));
    }

    private Outcome refused(JsonNode json, OnnxModel model) {
        var problems = Worker.problems(json);
        var stage = json.path("at").asText();
        var code = problems.get(0).code();
        if (code == Code.NATIVE_MISSING || code == Code.PROVIDER_INVALID || code == Code.OUTPUT_NOT_WRITABLE) {
            throw new FerryException(problems);
        }
        if (stage.equals(TrialTask.CONVERT)) {
            return new Outcome.Fails(new Failure(Kind.CONVERSION, stage, problems, ""));
        }
        var only =
                model.graph().nodes().size() == 1 ? model.graph().nodes().get(0).where() : "the converted model";
        var placed = problems.stream()
                .map(p -> p.where().startsWith(scratch.path().toString())
                        ? new Problem(p.code(), only, p.what(), p.todo())
                        : p)
                .toList();
        return new Outcome.Fails(new Failure(Kind.RUN, stage, placed, ""));
    }

    private static List<Problem> problem(Code code, String what) {
        return List.of(new Problem(code, "model", what, "report it with the model"));
    }

    /** The problems with the nodes that compute what differs. */
    private static List<Problem> located(List<Problem> problems, OnnxGraph graph) {
        return problems.stream()
                .map(p -> graph.nodes().stream()
                        .filter(n ->
                                n.outputs().stream().anyMatch(o -> p.where().equals("output '" + o + "'")))
                        .findFirst()
                        .map(n -> new Problem(p.code(), p.where() + " of " + n.where(), p.what(), p.todo()))
                        .orElse(p))
                .toList();
    }
}
