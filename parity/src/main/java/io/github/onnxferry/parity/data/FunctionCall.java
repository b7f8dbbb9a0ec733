package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a model-local function, as the nodes that it stands for: inputs and outputs have the names that the caller
 * gives them, values inside have names that no other call has. Bodies inside of a function keep their names.
 */
final class FunctionCall {
    private final OnnxNode call;
    private final OnnxFunction function;
    private final Map<String, String> names = new HashMap<>();
    private final String prefix;

    /**
     * A call.
     *
     * @param number no other call of the model has it
     */
    FunctionCall(OnnxNode call, OnnxFunction function, int number) {
        this.call = call;
        this.function = function;
        this.prefix = "call " + number + "/";
        bind(function.inputs(), call.inputs());
        bind(function.outputs(), call.outputs());
    }

    private void bind(List<String> formal, List<String> actual) {
        for (int i = 0; i < formal.size(); i++) {
            names.put(formal.get(i), i < actual.size() ? actual.get(i) : "");
        }
    }

    /** The nodes of the call. */
    List<OnnxNode> nodes() {
        return function.nodes().stream().map(this::renamed).toList();
    }

    private OnnxNode renamed(OnnxNode node) {
        Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
        node.attributes().forEach((key, value) -> {
            var actual = value instanceof OnnxAttribute.Reference reference
                    ? call.attribute(reference.attribute())
                            .or(() -> Optional.ofNullable(function.defaults().get(reference.attribute())))
                    : Optional.of(value);
            actual.ifPresent(a -> attributes.put(key, a));
        });
        return node.withInputs(renamed(node.inputs()))
                .withOutputs(renamed(node.outputs()))
                .withAttributes(attributes);
    }

    private List<String> renamed(List<String> values) {
        return values.stream()
                .map(v -> v.isEmpty() ? v : names.getOrDefault(v, prefix + v))
                .toList();
    }
}
