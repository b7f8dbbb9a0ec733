package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tensors in answers, under the names that a comparison gives them. */
final class Flattened {
    private Flattened() {}

    /** Items of sequences as {@code name[0]}, values of maps as {@code name{key}}. */
    static Map<String, Tensor> of(Map<String, Datum> answers) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        answers.forEach((name, value) -> add(name, value, tensors));
        return tensors;
    }

    private static void add(String name, Datum value, Map<String, Tensor> tensors) {
        if (value instanceof Datum.Dense dense) {
            tensors.put(name, dense.tensor());
        } else if (value instanceof Datum.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                add(name + "[" + i + "]", sequence.items().get(i), tensors);
            }
        } else if (value instanceof Datum.Maybe maybe) {
            maybe.value().ifPresent(v -> add(name, v, tensors));
        } else if (value instanceof Datum.Mapping map) {
            for (int i = 0; i < map.values().size(); i++) {
                String key = map.keys().dtype() == DType.STRING
                        ? map.keys().getString(i)
                        : String.valueOf(map.keys().getLong(i));
                add(name + "{" + key + "}", map.values().get(i), tensors);
            }
        }
    }
}
