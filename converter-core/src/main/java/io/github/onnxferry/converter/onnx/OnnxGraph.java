package io.github.onnxferry.converter.onnx;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph: the main one of a model, or the body of an {@code If}, {@code Loop} or {@code Scan}.
 *
 * @param name name of the graph
 * @param nodes operator calls, in topological order
 * @param inputs what callers feed; before IR version 4 initializers are listed here too, as defaults
 * @param outputs what the graph returns
 * @param initializers constants by name; sparse ones are dense here
 * @param valueTypes types that the file states for intermediate values; hints, not facts
 */
public record OnnxGraph(
        String name,
        List<OnnxNode> nodes,
        List<OnnxValue> inputs,
        List<OnnxValue> outputs,
        Map<String, Tensor> initializers,
        Map<String, OnnxType> valueTypes) {
    public OnnxGraph {
        nodes = List.copyOf(nodes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        valueTypes = Collections.unmodifiableMap(new LinkedHashMap<>(valueTypes));
    }

    /** The inputs that have no initializer: what a caller must feed. */
    public List<OnnxValue> requiredInputs() {
        return inputs.stream().filter(i -> !initializers.containsKey(i.name())).toList();
    }

    /** This graph with other nodes. */
    public OnnxGraph withNodes(List<OnnxNode> others) {
        return new OnnxGraph(name, others, inputs, outputs, initializers, valueTypes);
    }
}
