package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.parity.compare.NoiseFloor;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.noise.NoiseLevel;
import io.github.onnxferry.parity.noise.NoisyModel;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ONNX model in ONNX Runtime: as it is, with noise, and rewritten by ONNX Runtime's optimiser. Each form is loaded when it
 * is first needed.
 */
final class Reference implements AutoCloseable {
    /** Samples of noise that are measured as a rule. */
    static final int FEW = 2;

    private static final long SEED = 1;

    private final Path file;
    private final OnnxModel model;
    private final OnnxRuntimeRunner.Settings settings;
    private Optional<OnnxRuntimeRunner> plain = Optional.empty();
    private final Map<NoiseLevel, OnnxRuntimeRunner> noisy = new EnumMap<>(NoiseLevel.class);
    private final KnownAnswers knownAnswers = new KnownAnswers();
    private Optional<String> noiseRefusal = Optional.empty();

    Reference(Path file, OnnxModel model, OnnxRuntimeRunner.Settings settings) {
        this.file = file;
        this.model = model;
        this.settings = settings;
    }

    /** What ONNX Runtime with its optimiser off answers. */
    Map<String, Datum> answers(DataSet data) {
        var known = knownAnswers.answers(data);
        if (known.isPresent()) {
            return known.get();
        }
        var answers = runner().run(data.inputs());
        knownAnswers.keep(data, answers);
        return answers;
    }

    private OnnxRuntimeRunner runner() {
        if (plain.isEmpty()) {
            plain = Optional.of(OnnxRuntimeRunner.open(file, settings));
        }
        return plain.get();
    }

    /** What runs the reference, such as {@code ONNX Runtime 1.29.0}. */
    String runtime() {
        return runner().runtime();
    }

    /** What ONNX Runtime answers; nothing if it cannot load or run the model. */
    Optional<Map<String, Datum>> tryAnswers(DataSet data) {
        try {
            return Optional.of(answers(data));
        } catch (FerryException e) {
            return refusal(e);
        }
    }

    /**
     * Measures the noise of the answers to some inputs.
     *
     * @param answers the answers without noise
     * @param samples how often
     * @return a floor for each tensor of the answers; nothing if ONNX Runtime cannot run the model with noise
     */
    Optional<Map<String, NoiseFloor>> noise(DataSet data, Map<String, Datum> answers, int samples) {
        var known = samples <= FEW ? knownAnswers.noise(data) : Optional.<Map<String, NoiseFloor>>empty();
        if (known.isPresent()) {
            return known;
        }
        var floors = measured(data.inputs(), answers, samples, samples <= FEW ? NoiseLevel.USUAL : NoiseLevel.THOROUGH);
        if (samples <= FEW) {
            floors.ifPresent(f -> knownAnswers.keepNoise(data, f));
        }
        return floors;
    }

    /**
     * Measures strong noise.
     *
     * @return as {@link #noise}
     */
    Optional<Map<String, NoiseFloor>> strongNoise(DataSet data, Map<String, Datum> answers, int samples) {
        return measured(data.inputs(), answers, samples, NoiseLevel.STRONG);
    }

    private Optional<Map<String, NoiseFloor>> measured(
            Map<String, Datum> inputs, Map<String, Datum> answers, int samples, NoiseLevel level) {
        if (noiseRefusal.isPresent()) {
            return Optional.empty();
        }
        var reference = Flattened.of(answers);
        Map<String, NoiseFloor> floors = new HashMap<>();
        reference.keySet().forEach(name -> floors.put(name, new NoiseFloor()));
        try {
            var runner = noisy(level);
            for (int i = 0; i < samples; i++) {
                var sample = Flattened.of(runner.run(inputs));
                floors.forEach((name, floor) -> Optional.ofNullable(reference.get(name))
                        .ifPresent(tensor -> floor.add(tensor, Optional.ofNullable(sample.get(name)))));
            }
            return Optional.of(floors);
        } catch (FerryException e) {
            return refusal(e);
        }
    }

    /** Notes why ONNX Runtime cannot run the model; what else goes wrong goes on. */
    private <T> Optional<T> refusal(FerryException e) {
        var problem = e.problems().get(0);
        if (problem.code() != Code.RUNTIME_LOAD
                && problem.code() != Code.RUNTIME_RUN
                && problem.code() != Code.UNSUPPORTED_TYPE) {
            throw e;
        }
        noiseRefusal = Optional.of(problem.what());
        return Optional.empty();
    }

    /** Why the noise cannot be measured, if it cannot. */
    Optional<String> noiseRefusal() {
        return noiseRefusal;
    }

    private OnnxRuntimeRunner noisy(NoiseLevel level) {
        return noisy.computeIfAbsent(
                level, l -> OnnxRuntimeRunner.open(NoisyModel.of(model, l, SEED), file + " with noise", settings));
    }

    /** What ONNX Runtime answers when it may rewrite the model; nothing if it cannot. */
    Optional<Map<String, Datum>> optimised(Map<String, Datum> inputs) {
        var rewriting = new OnnxRuntimeRunner.Settings(settings.threads(), true, settings.device());
        try (var runner = OnnxRuntimeRunner.open(file, rewriting)) {
            return Optional.of(runner.run(inputs));
        } catch (FerryException e) {
            // That the optimiser breaks the model is ONNX Runtime's affair: the reference does not use it.
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        plain.ifPresent(OnnxRuntimeRunner::close);
        noisy.values().forEach(OnnxRuntimeRunner::close);
    }
}
