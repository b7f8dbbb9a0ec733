package io.github.onnxferry.parity.reduce;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.process.StoredValue;
import io.github.onnxferry.parity.process.Worker;
import io.github.onnxferry.parity.process.WorkerProcess;
import io.github.onnxferry.parity.process.WorkerProcess.Answer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Values of a model's main graph as ONNX Runtime computes them, when somebody asks for them. They stay on the disk.
 */
final class ReferenceValues {
    private final WorkerProcess worker;
    private final Map<String, StoredValue> values;
    private final Set<String> missing = new HashSet<>();
    private final Map<String, StoredValue> inputs;
    private final Path folder;
    private final int threads;
    private final TimeBudget budget;
    private Path model;
    private int asked;
    private Optional<FerryException> refusal = Optional.empty();
    private String runtime = "";

    /**
     * Values of a model.
     *
     * @param model the file
     * @param inputs what it is fed with
     * @param folder a folder for the values, which is there
     */
    ReferenceValues(
            WorkerProcess worker,
            Path model,
            Map<String, StoredValue> inputs,
            Path folder,
            int threads,
            TimeBudget budget) {
        this.worker = worker;
        this.model = model;
        this.inputs = inputs;
        this.values = new LinkedHashMap<>(inputs);
        this.folder = folder;
        this.threads = threads;
        this.budget = budget;
    }

    /** What computed them. */
    String runtime() {
        return runtime;
    }

    /** Whether ONNX Runtime cannot run the model. */
    boolean isRefused() {
        return refusal.isPresent();
    }

    /** The values of another model for the same inputs. */
    ReferenceValues of(Path other) {
        return new ReferenceValues(worker, other, inputs, folder.resolve("more"), threads, budget);
    }

    /** Takes the values from another model from now on, which computes some of the same. */
    void takeFrom(Path other) {
        model = other;
        refusal = Optional.empty();
    }

    /** The values as far as they can be had. */
    Map<String, StoredValue> available(Collection<String> names) {
        try {
            return known(names);
        } catch (FerryException e) {
            if (e.problems().get(0).code() == Code.NATIVE_MISSING) {
                throw e;
            }
            Map<String, StoredValue> known = new LinkedHashMap<>(values);
            known.keySet().retainAll(names);
            return known;
        }
    }

    /**
     * The values that ONNX Runtime can give; its interface for Java lacks some types.
     *
     * @throws FerryException RUNTIME_LOAD or RUNTIME_RUN if it cannot run the model
     */
    Map<String, StoredValue> known(Collection<String> names) {
        Set<String> wanted = new LinkedHashSet<>(names);
        wanted.removeAll(values.keySet());
        wanted.removeAll(missing);
        if (!wanted.isEmpty()) {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            fetch(wanted);
        }
        Map<String, StoredValue> known = new LinkedHashMap<>();
        for (var name : names) {
            var value = values.get(name);
            if (value != null) {
                known.put(name, value);
            }
        }
        return known;
    }

    private void fetch(Set<String> wanted) {
        try {
            values.putAll(ask(wanted));
        } catch (FerryException e) {
            if (e.problems().get(0).code() != Code.UNSUPPORTED_TYPE) {
                refusal = Optional.of(e);
                throw e;
            }
            if (wanted.size() == 1) {
                missing.addAll(wanted);
            } else {
                wanted.forEach(name -> fetch(Set.of(name)));
            }
        }
    }

    private Map<String, StoredValue> ask(Set<String> wanted) {
        var request = JsonNodeFactory.instance.objectNode();
        request.put("task", ReferenceTask.NAME)
                .put("model", model.toString())
                .put("folder", folder.resolve(String.valueOf(asked++)).toString())
                .put("threads", threads);
        StoredValue.put(request.putObject("inputs"), inputs);
        var list = request.putArray("wanted");
        wanted.forEach(list::add);
        var answer = worker.ask(request, budget.trial());
        if (answer instanceof Answer.Said said) {
            if (!said.json().path("done").asBoolean()) {
                throw new FerryException(Worker.problems(said.json()));
            }
            runtime = said.json().path("runtime").asText();
            return StoredValue.of(said.json().path("outputs"));
        }
        var what = answer instanceof Answer.Died died
                ? "ONNX Runtime ended its process (" + died.how() + ") " + died.said()
                : "ONNX Runtime has not ended after " + budget.trial().toSeconds() + " s";
        throw new FerryException(List.of(new io.github.onnxferry.converter.diagnostics.Problem(
                Code.RUNTIME_RUN, "model '" + model + "'", what, "try other inputs with --data")));
    }
}
