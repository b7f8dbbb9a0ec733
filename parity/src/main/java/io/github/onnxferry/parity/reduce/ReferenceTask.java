package io.github.onnxferry.parity.reduce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.parity.process.StoredValue;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Computes values of a model's main graph with ONNX Runtime, its optimiser off. Part of the {@link TrialWorker} process; the
 * model asked for last stays loaded.
 */
final class ReferenceTask {
    static final String NAME = "reference";

    private String loaded = "";
    private Set<String> fed = Set.of();
    private @Nullable OnnxRuntimeRunner runner;

    /**
     * Computes values; inputs that the model does not have are left out. {@code model} and {@code folder} are paths, {@code wanted} the names of values; the
     * answer holds {@code outputs} and {@code runtime}.
     */
    void run(JsonNode request, ObjectNode answer) throws IOException {
        var session =
                session(request.path("model").asText(), request.path("threads").asInt(1));
        answer.put("runtime", session.runtime());
        Set<String> wanted = new LinkedHashSet<>();
        request.path("wanted").forEach(name -> wanted.add(name.asText()));
        var inputs = StoredValue.of(request.path("inputs"));
        inputs.keySet().retainAll(fed);
        var values = session.run(StoredValue.read(inputs), wanted);
        var folder = Files.createDirectories(Path.of(request.path("folder").asText()));
        StoredValue.put(answer.putObject("outputs"), StoredValue.write(folder, values));
    }

    private OnnxRuntimeRunner session(String model, int threads) {
        var session = runner;
        if (session != null && loaded.equals(model)) {
            return session;
        }
        if (session != null) {
            runner = null;
            session.close();
        }
        var read = OnnxReader.read(Path.of(model));
        var opened = OnnxRuntimeRunner.open(observed(read), model, OnnxRuntimeRunner.Settings.reference(threads));
        runner = opened;
        fed = read.graph().inputs().stream().map(OnnxValue::name).collect(Collectors.toSet());
        loaded = model;
        return opened;
    }

    /** The model with everything that its nodes compute as outputs; ONNX Runtime finds out of which types they are. */
    private static OnnxModel observed(OnnxModel model) {
        var graph = model.graph();
        var outputs = new ArrayList<>(graph.outputs());
        var named = outputs.stream().map(OnnxValue::name).collect(Collectors.toSet());
        for (var node : graph.nodes()) {
            for (var output : node.outputs()) {
                if (!output.isEmpty() && named.add(output)) {
                    outputs.add(new OnnxValue(output, new OnnxType.Unknown()));
                }
            }
        }
        return model.withGraph(new OnnxGraph(
                graph.name(), graph.nodes(), graph.inputs(), outputs, graph.initializers(), graph.valueTypes()));
    }
}
