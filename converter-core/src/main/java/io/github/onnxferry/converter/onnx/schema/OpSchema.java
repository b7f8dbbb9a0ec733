package io.github.onnxferry.converter.onnx.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One version of an operator, as the standard defines it.
 *
 * @param domain its domain; the default one is {@code ai.onnx}
 * @param name its name, such as {@code Conv}
 * @param since the opset version that introduced this version of the operator
 * @param deprecated whether models of this opset version on may no longer use the operator
 * @param inputs formal inputs in their order
 * @param outputs formal outputs in their order
 * @param attributes formal attributes by name
 * @param typeConstraints for each type constraint the types it allows, such as {@code tensor(float)}
 */
public record OpSchema(
        String domain,
        String name,
        int since,
        boolean deprecated,
        List<FormalParameter> inputs,
        List<FormalParameter> outputs,
        Map<String, AttributeSchema> attributes,
        Map<String, Set<String>> typeConstraints) {
    public OpSchema {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        var constraints = new LinkedHashMap<String, Set<String>>();
        typeConstraints.forEach((constraint, types) ->
                constraints.put(constraint, Collections.unmodifiableSet(new LinkedHashSet<>(types))));
        typeConstraints = Collections.unmodifiableMap(constraints);
    }

    /** How many inputs a node has at least; omitted ones before the last required one count. */
    public int minInputs() {
        return least(inputs);
    }

    /** How many inputs a node has at most; {@link Integer#MAX_VALUE} if there is no limit. */
    public int maxInputs() {
        return most(inputs);
    }

    /** How many outputs a node has at least; unwanted ones before the last required one count. */
    public int minOutputs() {
        return least(outputs);
    }

    /** How many outputs a node has at most; {@link Integer#MAX_VALUE} if there is no limit. */
    public int maxOutputs() {
        return most(outputs);
    }

    /** The types that a formal input or output of this operator may have. */
    public Set<String> allowedTypes(FormalParameter parameter) {
        return typeConstraints.getOrDefault(parameter.type(), Set.of(parameter.type()));
    }

    private static int least(List<FormalParameter> parameters) {
        int count = 0;
        for (int i = 0; i < parameters.size(); i++) {
            FormalParameter parameter = parameters.get(i);
            if (parameter.arity() != Arity.OPTIONAL) {
                count = i + parameter.minArity();
            }
        }
        return count;
    }

    private static int most(List<FormalParameter> parameters) {
        boolean unlimited = parameters.stream().anyMatch(parameter -> parameter.arity() == Arity.VARIADIC);
        return unlimited ? Integer.MAX_VALUE : parameters.size();
    }
}
