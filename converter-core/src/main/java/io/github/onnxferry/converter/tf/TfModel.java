package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A TensorFlow program with the contract of the model it came from.
 *
 * @param name name of the model, legal as part of a function name
 * @param main the function that computes the model; its parameters are the inputs, its results the outputs, in order
 * @param library functions that {@code main} calls, directly or not
 * @param inputs the contract of each parameter of {@code main}
 * @param outputs the contract of each result of {@code main}
 * @param metadata what is recorded of the source, in order
 * @param values what values of the source model became in {@code main}, by their names there, in the order in which the
 *     source computes them; some may be of nodes that {@code main} no longer has
 */
public record TfModel(
        String name,
        TfFunction main,
        List<TfFunction> library,
        List<Port> inputs,
        List<Port> outputs,
        Map<String, String> metadata,
        Map<String, Value> values) {
    public TfModel {
        library = List.copyOf(library);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A program that keeps no track of the values of its source. */
    public TfModel(
            String name,
            TfFunction main,
            List<TfFunction> library,
            List<Port> inputs,
            List<Port> outputs,
            Map<String, String> metadata) {
        this(name, main, library, inputs, outputs, metadata, Map.of());
    }

    /**
     * An input or output of the model.
     *
     * @param key its name in the source model, which is its key in the signature
     * @param dtype its element type; what crosses is the {@linkplain DType#carrier() carrier}
     * @param shape its shape, as the source model states it
     */
    public record Port(String key, DType dtype, Shape shape) {}
}
