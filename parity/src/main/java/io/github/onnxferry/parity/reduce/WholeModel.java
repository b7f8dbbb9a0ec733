package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.parity.data.DataFolder;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.DimSizes;
import io.github.onnxferry.parity.data.RandomInputs;
import io.github.onnxferry.parity.process.StoredValue;
import io.github.onnxferry.parity.process.TemporaryFolder;
import io.github.onnxferry.parity.reduce.TrialRunner.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds out whether and how a whole model fails: converted by itself first, then with one set of inputs after another. */
final class WholeModel {
    private final Path file;
    private final OnnxModel model;
    private final ReduceOptions options;
    private final TrialRunner runner;
    private final TemporaryFolder scratch;
    private final Function<Map<String, StoredValue>, ReferenceValues> references;

    /**
     * A model.
     *
     * @param model what the file holds, its nodes in order
     * @param references values of the model for inputs
     */
    WholeModel(
            Path file,
            OnnxModel model,
            ReduceOptions options,
            TrialRunner runner,
            TemporaryFolder scratch,
            Function<Map<String, StoredValue>, ReferenceValues> references) {
        this.file = file;
        this.model = model;
        this.options = options;
        this.runner = runner;
        this.scratch = scratch;
        this.references = references;
    }

    /**
     * How the model fails.
     *
     * @param reference its values for the inputs with which it fails; for conversions those of any inputs, if there are any
     */
    record Symptom(Failure failure, Optional<ReferenceValues> reference, Optional<Values> values) {}

    /**
     * Tries the model.
     *
     * @return nothing if it does not fail
     * @throws FerryException DATA_INVALID or UNSUPPORTED_TYPE if there are no inputs for it, RUNTIME_LOAD or RUNTIME_RUN if
     *     ONNX Runtime cannot run it, so that nothing is known to be wrong
     */
    Optional<Symptom> symptom() {
        if (runner.run(file, model, Optional.empty()) instanceof Outcome.Fails fails) {
            return Optional.of(new Symptom(fails.failure(), anyReference(), Optional.empty()));
        }
        List<FerryException> refusals = new ArrayList<>();
        for (int i = 0; i < sets(); i++) {
            try {
                var symptom = symptom(set(i), i);
                if (symptom.isPresent()) {
                    return symptom;
                }
            } catch (FerryException e) {
                if (options.data().isPresent() || e.problems().get(0).code() != Code.RUNTIME_RUN) {
                    throw e;
                }
                // Sizes that do not fit the model, such as odd ones where it halves its pictures: others may.
                refusals.add(e);
            }
        }
        if (refusals.size() == sets()) {
            throw refusals.get(0);
        }
        return Optional.empty();
    }

    private Optional<Symptom> symptom(DataSet set, int index) {
        var reference = references.apply(stored(set, index));
        var outputs = reference.known(
                model.graph().outputs().stream().map(OnnxValue::name).toList());
        var values = new Values(stored(set, index), outputs);
        return runner.run(file, model, Optional.of(values)) instanceof Outcome.Fails fails
                ? Optional.of(new Symptom(fails.failure(), Optional.of(reference), Optional.of(values)))
                : Optional.empty();
    }

    private Map<String, StoredValue> stored(DataSet set, int index) {
        var inputs = new LinkedHashMap<>(set.inputs());
        // Initializers that may be fed keep their defaults, as they do in the parts.
        inputs.keySet()
                .retainAll(model.graph().requiredInputs().stream()
                        .map(OnnxValue::name)
                        .toList());
        return StoredValue.write(scratch.folder("set-" + index), inputs);
    }

    private int sets() {
        return options.data().map(d -> DataFolder.sets(d).size()).orElse(DimSizes.Style.values().length);
    }

    private DataSet set(int index) {
        if (options.data().isPresent()) {
            return DataFolder.read(DataFolder.sets(options.data().get()).get(index), model.graph());
        }
        var style = DimSizes.Style.values()[index];
        return new RandomInputs(model, options.dims(), style)
                .draw(style.name().toLowerCase(Locale.ROOT), options.seed());
    }

    /** Values for the cuts of a model that does not convert: helpful where there are inputs, and done without otherwise. */
    private Optional<ReferenceValues> anyReference() {
        try {
            return Optional.of(references.apply(stored(set(0), 0)));
        } catch (FerryException e) {
            if (options.data().isPresent()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
