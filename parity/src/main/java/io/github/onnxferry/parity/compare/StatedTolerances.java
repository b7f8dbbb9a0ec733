package io.github.onnxferry.parity.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tolerances that the user states: for outputs by name, and for all others.
 *
 * @param byOutput by the name of the output
 * @param others for outputs without an own one; nothing if those are judged by what is measured
 */
public record StatedTolerances(Map<String, Tolerance> byOutput, Optional<Tolerance> others) {
    /** Nothing is stated. */
    public static final StatedTolerances NONE = new StatedTolerances(Map.of(), Optional.empty());

    private static final Set<String> KEYS = Set.of("rtol", "atol");

    public StatedTolerances {
        byOutput = Map.copyOf(byOutput);
    }

    /** {@code atol + rtol * |reference|} for all outputs of real numbers. */
    public static StatedTolerances all(double rtol, double atol) {
        return new StatedTolerances(Map.of(), Optional.of(new Tolerance.Elementwise(rtol, atol)));
    }

    /**
     * Reads a file such as {@code {"outputs": {"logits": {"rtol": 1e-4, "atol": 1e-6}}, "others": {"rtol": 1e-3}}}. What is left
     * out of a tolerance is 0.
     *
     * @throws FerryException DATA_INVALID if the file is not of this form
     */
    public static StatedTolerances read(Path file) {
        try {
            var json = new JsonMapper().readTree(Files.readString(file));
            if (!json.isObject()) {
                throw invalid(file, "is not a JSON object");
            }
            Map<String, Tolerance> byOutput = new LinkedHashMap<>();
            json.path("outputs")
                    .fields()
                    .forEachRemaining(e -> byOutput.put(e.getKey(), tolerance(e.getValue(), file)));
            json.fieldNames().forEachRemaining(key -> {
                if (!key.equals("outputs") && !key.equals("others")) {
                    throw invalid(file, "has the unknown key '" + key + "'");
                }
            });
            return new StatedTolerances(
                    byOutput, json.has("others") ? Optional.of(tolerance(json.get("others"), file)) : Optional.empty());
        } catch (JsonProcessingException e) {
            throw new FerryException(Code.DATA_INVALID, file.toString(), "is not JSON", "", e);
        } catch (IOException e) {
            throw new FerryException(Code.DATA_INVALID, file.toString(), "cannot be read: " + e, "", e);
        }
    }

    private static Tolerance tolerance(JsonNode json, Path file) {
        json.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw invalid(file, "has the unknown key '" + key + "' in a tolerance");
            }
        });
        if (!json.isObject() || json.isEmpty()) {
            throw invalid(file, "has a tolerance that states neither rtol nor atol");
        }
        return new Tolerance.Elementwise(number(json, "rtol", file), number(json, "atol", file));
    }

    private static double number(JsonNode json, String key, Path file) {
        var value = json.path(key);
        if (value.isMissingNode()) {
            return 0;
        }
        if (!value.isNumber() || !(value.doubleValue() >= 0) || Double.isInfinite(value.doubleValue())) {
            throw invalid(file, "states a " + key + " that is not a number from 0 up");
        }
        return value.doubleValue();
    }

    private static FerryException invalid(Path file, String what) {
        return new FerryException(
                Code.DATA_INVALID,
                file.toString(),
                what,
                "write {\"outputs\": {\"NAME\": {\"rtol\": 1e-4, \"atol\": 1e-6}}, \"others\": {\"rtol\": 1e-3}}");
    }

    /** What is stated for an output; integers, bools and texts are equal or not unless their own output says otherwise. */
    public Optional<Tolerance> of(String name, DType dtype) {
        var own = byOutput.get(name);
        if (own == null) {
            own = byOutput.get(name.replaceFirst("[\\[{].*", ""));
        }
        if (own != null) {
            return Optional.of(own);
        }
        return others.map(t -> ToleranceRule.isRounded(dtype) ? t : new Tolerance.Equal());
    }
}
