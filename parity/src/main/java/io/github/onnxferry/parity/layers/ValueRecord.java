package io.github.onnxferry.parity.layers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.parity.run.GraphTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What a SavedModel says of the values that it holds: the {@code values} of {@code assets.extra/onnxferry.json}. */
final class ValueRecord {
    private static final String FILE = "assets.extra/onnxferry.json";
    private static final long MAX_BYTES = 256L << 20;
    private static final int MAX_RANK = 64;

    private ValueRecord() {}

    /**
     * The tensors that hold values, in the order of the ONNX model.
     *
     * @return nothing if the SavedModel was made without such a record
     * @throws FerryException CONTRACT if the record is damaged
     */
    static Optional<List<HeldTensor>> read(Path savedModel) {
        var file = savedModel.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw damaged(file, "has more than " + (MAX_BYTES >> 20) + " MiB");
            }
            var root = new ObjectMapper().readTree(file.toFile());
            var values = root.get("values");
            if (values == null) {
                return Optional.empty();
            }
            var held = new ArrayList<HeldTensor>();
            for (var value : values) {
                held.add(value(value, file));
            }
            return Optional.of(held);
        } catch (JsonProcessingException e) {
            throw (FerryException) damaged(file, "is no JSON").initCause(e);
        } catch (IOException e) {
            throw (FerryException) damaged(file, "cannot be read").initCause(e);
        }
    }

    private static HeldTensor value(JsonNode value, Path file) {
        String name = value.path("value").asText();
        String dtype = value.path("dtype").asText();
        var known = Arrays.stream(DType.values())
                .filter(d -> d.name().equals(dtype))
                .findFirst()
                .orElseThrow(() -> damaged(file, "gives '" + name + "' the type '" + dtype + "'"));
        var permutation = new ArrayList<Integer>();
        for (var axis : value.path("permutation")) {
            permutation.add(axis.asInt(-1));
        }
        boolean moves = permutation.size() <= MAX_RANK
                && new HashSet<>(permutation).size() == permutation.size()
                && permutation.stream().allMatch(a -> a >= 0 && a < permutation.size());
        if (!moves) {
            throw damaged(file, "moves the axes of '" + name + "' by " + permutation);
        }
        return new HeldTensor(name, GraphTensor.parse(value.path("tensor").asText()), known, permutation);
    }

    private static FerryException damaged(Path file, String what) {
        return new FerryException(Code.CONTRACT, "record '" + file + "'", what, "convert the model again");
    }
}
