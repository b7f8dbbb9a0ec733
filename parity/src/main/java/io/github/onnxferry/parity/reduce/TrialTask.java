package io.github.onnxferry.parity.reduce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.check.ModelCheck;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.upgrade.Upgrader;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.process.StoredValue;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Converts a model and, if there are inputs, runs it with TensorFlow. Part of the {@link TrialWorker} process. */
final class TrialTask {
    static final String NAME = "trial";
    static final String BEGIN = "begin";
    static final String CONVERT = "convert";
    static final String LOAD = "load";
    static final String RUN = "run";

    private final Consumer<String> stage;

    TrialTask(Consumer<String> stage) {
        this.stage = stage;
    }

    /**
     * Loads what every conversion needs, so that a new process is not slower at its first trial.
     *
     * @throws FerryException PROVIDER_INVALID if a plugin cannot be loaded
     */
    void begin() {
        var type = new OnnxType.TensorType(DType.FLOAT, Shape.of(1));
        var node = new OnnxNode("", Domain.ONNX, "Neg", "", List.of("x"), List.of("y"), Map.of());
        var graph = new OnnxGraph(
                "begin",
                List.of(node),
                List.of(new OnnxValue("x", type)),
                List.of(new OnnxValue("y", type)),
                Map.of(),
                Map.of());
        var model = new OnnxModel(8, Map.of(Domain.ONNX, 13L), graph, List.of(), Map.of(), OnnxModel.Source.NONE);
        new Converter(ConversionOptions.DEFAULT).lowerings();
        // No lowering yet: those of plugins may be what fails.
        ModelCheck.of(Upgrader.standard().upgrade(model)).orThrow();
    }

    /**
     * Runs a trial: {@code model} and {@code folder} are paths, {@code inputs} is left out if converting is all; the answer
     * holds {@code outputs} and {@code runtime}.
     */
    void run(JsonNode request, ObjectNode answer) throws IOException {
        stage.accept(CONVERT);
        var model = Path.of(request.path("model").asText());
        var folder = Path.of(request.path("folder").asText());
        var saved = folder.resolve("saved_model");
        new Converter(ConversionOptions.DEFAULT).convert(model, saved, Progress.NONE);
        if (!request.has("inputs")) {
            return;
        }
        var inputs = StoredValue.read(StoredValue.of(request.path("inputs")));
        stage.accept(LOAD);
        var contract = ModelContract.of(OnnxReader.read(model).graph());
        Map<String, Datum> outputs;
        try (var runner =
                new TensorFlowRunner(saved, contract, request.path("threads").asInt(1))) {
            answer.put("runtime", runner.runtime());
            stage.accept(RUN);
            outputs = runner.run(inputs);
        }
        var answers = Files.createDirectories(folder.resolve("answers"));
        StoredValue.put(answer.putObject("outputs"), StoredValue.write(answers, outputs));
    }
}
