package io.github.onnxferry.parity.gradients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A trainable variable of a SavedModel, as {@code assets.extra/onnxferry.json} tells of it.
 *
 * @param value name of the value of the ONNX model that it holds
 * @param variable its name in TensorFlow
 */
record VariableRecord(String value, String variable) {
    private static final String FILE = "assets.extra/onnxferry.json";
    private static final long MAX_BYTES = 256L << 20;

    /**
     * The trainable variables, in the order of the record.
     *
     * @return nothing if the SavedModel was made without a record
     * @throws FerryException CONTRACT if the record is damaged
     */
    static Optional<List<VariableRecord>> read(Path savedModel) {
        var file = savedModel.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw damaged(file, "has more than " + (MAX_BYTES >> 20) + " MiB", Optional.empty());
            }
            var records = new ArrayList<VariableRecord>();
            for (var variable : new ObjectMapper().readTree(file.toFile()).path("variables")) {
                if (variable.path("trainable").asBoolean()) {
                    records.add(new VariableRecord(
                            variable.path("name").asText(),
                            variable.path("variable").asText()));
                }
            }
            return Optional.of(records);
        } catch (JsonProcessingException e) {
            throw damaged(file, "is no JSON", Optional.of(e));
        } catch (IOException e) {
            throw damaged(file, "cannot be read", Optional.of(e));
        }
    }

    private static FerryException damaged(Path file, String what, Optional<Exception> cause) {
        var damaged = new FerryException(Code.CONTRACT, file.toString(), what, "convert the model again");
        cause.ifPresent(damaged::initCause);
        return damaged;
    }
}
