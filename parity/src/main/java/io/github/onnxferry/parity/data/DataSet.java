package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One set of inputs, with the outputs that are known for it.
 *
 * @param name such as {@code test_data_set_0}
 * @param inputs by the names of the graph's inputs
 * @param outputs by the names of the graph's outputs; empty where only a reference run can tell them
 */
public record DataSet(String name, Map<String, Datum> inputs, Map<String, Datum> outputs) {
    public DataSet {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /** The inputs that are tensors. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        inputs.forEach((name, value) -> {
            if (value instanceof Datum.Dense dense) {
                tensors.put(name, dense.tensor());
            }
        });
        return tensors;
    }
}
