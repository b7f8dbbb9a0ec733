package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import java.util.List;
import java.util.Optional;

/**
 * What an ONNX model promises to its callers, and what its conversion has to keep.
 *
 * @param inputs what a caller feeds, in the model's order
 * @param outputs what the model answers, in the model's order
 */
public record ModelContract(List<OnnxValue> inputs, List<OnnxValue> outputs) {
    public ModelContract {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** The contract of a model's main graph. */
    public static ModelContract of(OnnxGraph graph) {
        return new ModelContract(graph.requiredInputs(), graph.outputs());
    }

    /** The type of an input. */
    public Optional<OnnxType> inputType(String name) {
        return inputs.stream()
                .filter(o -> o.name().equals(name))
                .map(OnnxValue::type)
                .findFirst();
    }
}
