package io.github.onnxferry.parity.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.compare.ToleranceRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The tolerance that a case states in its {@code case.json}: {@code {"rtol": r, "atol": a}}, element by element, or
 * {@code {"tolerance": t}}, a share of the largest reference value.
 */
final class CaseTolerance {
    private CaseTolerance() {}

    /**
     * Reads the rule of a case, if it states one.
     *
     * @throws FerryException DATA_INVALID if the file is not JSON or a tolerance is not a number from 0 up
     */
    static Optional<ToleranceRule> read(Path folder) {
        var file = folder.resolve("case.json");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            var json = new JsonMapper().readTree(Files.readString(file));
            if (json.has("tolerance")) {
                return Optional.of(ToleranceRule.ofLargest(number(json, "tolerance", 0, file)));
            }
            return Optional.of(ToleranceRule.elementwise(
                    number(json, "rtol", ToleranceRule.ONNX_RTOL, file),
                    number(json, "atol", ToleranceRule.ONNX_ATOL, file)));
        } catch (JsonProcessingException e) {
            throw new FerryException(Code.DATA_INVALID, file.toString(), "is not JSON", "", e);
        } catch (IOException e) {
            throw new FerryException(Code.DATA_INVALID, file.toString(), "cannot be read: " + e.getMessage(), "", e);
        }
    }

    private static double number(JsonNode json, String key, double otherwise, Path file) {
        var value = json.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isNumber() || !(value.doubleValue() >= 0)) {
            throw new FerryException(
                    Code.DATA_INVALID,
                    file.toString(),
                    "has the " + key + " " + value + ", not a number from 0 up",
                    "");
        }
        return value.doubleValue();
    }
}
