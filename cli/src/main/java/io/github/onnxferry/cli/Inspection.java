package io.github.onnxferry.cli;

import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.ModelSummary;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was found in a model.
 *
 * @param file the model
 * @param summary what is in it; nothing if it cannot be read
 * @param refusal why it does not convert; nothing if it does
 */
record Inspection(Path file, Optional<ModelSummary> summary, Optional<FerryException> refusal) {
    /** Reads and lowers a model, in memory. */
    static Inspection of(Path file, Converter converter) {
        Optional<ModelSummary> summary = Optional.empty();
        try {
            var model = converter.read(file);
            summary = Optional.of(ModelSummary.of(model));
            converter.lower(model);
            return new Inspection(file, summary, Optional.empty());
        } catch (FerryException e) {
            return new Inspection(file, summary, Optional.of(e));
        }
    }

    /** What is wrong; empty if it converts. */
    List<Problem> problems() {
        return refusal.map(FerryException::problems).orElse(List.of());
    }

    /** The exit code of a call for this model. */
    int exitCode() {
        return refusal.map(FerryException::exitCode).orElse(0);
    }
}
