package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.parity.process.StoredValue;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a model that fails.
 *
 * @param model the part
 * @param values its inputs and the reference's outputs; nothing if they are not known, which only conversions do without
 * @param failure how it fails
 */
record Part(OnnxModel model, Optional<TrialRunner.Values> values, Failure failure) {
    /** How many nodes it has, those of bodies and functions included. */
    int nodes() {
        return NodeUses.count(model);
    }

    /** What a caller of the part feeds, out of what is known. */
    static Map<String, StoredValue> fed(OnnxModel model, Map<String, StoredValue> known) {
        var fed = new java.util.LinkedHashMap<String, StoredValue>();
        model.graph().requiredInputs().forEach(i -> {
            var value = known.get(i.name());
            if (value != null) {
                fed.put(i.name(), value);
            }
        });
        return fed;
    }
}
