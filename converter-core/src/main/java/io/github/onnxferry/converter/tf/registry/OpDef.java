package io.github.onnxferry.converter.tf.registry;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The signature of an operator.
 *
 * @param name the operator's name
 * @param inputs its inputs in order
 * @param outputs its outputs in order
 * @param attrs its attributes by name, in TensorFlow's order
 * @param stateful whether it has state or effects, so that two equal nodes must not become one
 * @param deprecatedFrom the version of GraphDef from which TensorFlow refuses it
 */
public record OpDef(
        String name,
        List<ArgDef> inputs,
        List<ArgDef> outputs,
        Map<String, AttrDef> attrs,
        boolean stateful,
        OptionalInt deprecatedFrom) {

    /** Copies the lists and the map. */
    public OpDef {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attrs = Collections.unmodifiableMap(new LinkedHashMap<>(attrs));
    }
}
