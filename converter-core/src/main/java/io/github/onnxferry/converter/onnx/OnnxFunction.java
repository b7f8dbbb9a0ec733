package io.github.onnxferry.converter.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model-local function: a fragment that nodes call as an operator.
 *
 * @param domain its domain
 * @param name the operator it defines
 * @param overload which overload; usually empty
 * @param inputs names of its inputs inside the body
 * @param outputs names of its outputs inside the body
 * @param attributes names of attributes without default
 * @param defaults attributes with default
 * @param nodes the body
 * @param opsets operator set versions that the body is written for
 */
public record OnnxFunction(
        String domain,
        String name,
        String overload,
        List<String> inputs,
        List<String> outputs,
        List<String> attributes,
        Map<String, OnnxAttribute> defaults,
        List<OnnxNode> nodes,
        Map<String, Long> opsets) {
    public OnnxFunction {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = List.copyOf(attributes);
        defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        nodes = List.copyOf(nodes);
        opsets = Collections.unmodifiableMap(new LinkedHashMap<>(opsets));
    }
}
