package io.github.onnxferry.converter.onnx;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One operator call.
 *
 * @param name its name; may be empty
 * @param domain operator domain; the default one is {@code ai.onnx}
 * @param opType operator
 * @param overload which overload of a model-local function; usually empty
 * @param inputs names of its inputs; an empty name is an omitted optional input
 * @param outputs names of its outputs; an empty name is an output that nobody wants
 * @param attributes its attributes by name
 */
public record OnnxNode(
        String name,
        String domain,
        String opType,
        String overload,
        List<String> inputs,
        List<String> outputs,
        Map<String, OnnxAttribute> attributes) {
    public OnnxNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** An attribute, if the node has it. */
    public Optional<OnnxAttribute> attribute(String key) {
        return Optional.ofNullable(attributes.get(key));
    }

    /** How messages name this node: {@code node 'conv1' (Conv)}, by its first output where it has no name. */
    public String where() {
        String id = !name.isEmpty()
                ? "'" + name + "'"
                : outputs.stream()
                        .filter(o -> !o.isEmpty())
                        .findFirst()
                        .map(o -> "of '" + o + "'")
                        .orElse("without name");
        return "node " + id + " (" + (domain.equals("ai.onnx") ? opType : domain + ":" + opType) + ")";
    }

    /** Nodes, each followed by those of its bodies. */
    public static Stream<OnnxNode> all(Collection<OnnxNode> nodes) {
        return nodes.stream()
                .flatMap(n -> Stream.concat(Stream.of(n), n.bodies().stream().flatMap(b -> all(b.nodes()))));
    }

    /** This node with another name; empty for none. */
    public OnnxNode withName(String other) {
        return new OnnxNode(other, domain, opType, overload, inputs, outputs, attributes);
    }

    /** This node with other inputs. */
    public OnnxNode withInputs(List<String> others) {
        return new OnnxNode(name, domain, opType, overload, others, outputs, attributes);
    }

    /** This node with other outputs. */
    public OnnxNode withOutputs(List<String> others) {
        return new OnnxNode(name, domain, opType, overload, inputs, others, attributes);
    }

    /** This node with other attributes. */
    public OnnxNode withAttributes(Map<String, OnnxAttribute> others) {
        return new OnnxNode(name, domain, opType, overload, inputs, outputs, others);
    }

    /** This node with one attribute set. */
    public OnnxNode with(String key, OnnxAttribute value) {
        var changed = new LinkedHashMap<>(attributes);
        changed.put(key, value);
        return withAttributes(changed);
    }

    /** This node without some attributes. */
    public OnnxNode without(String... keys) {
        var changed = new LinkedHashMap<>(attributes);
        for (String key : keys) {
            changed.remove(key);
        }
        return withAttributes(changed);
    }

    /** This node as a call of another operator of the same domain. */
    public OnnxNode withOp(String other) {
        return new OnnxNode(name, domain, other, overload, inputs, outputs, attributes);
    }

    /** The graphs inside of this node, such as the branches of an {@code If}. */
    public List<OnnxGraph> bodies() {
        return attributes.values().stream()
                .flatMap(a -> {
                    if (a instanceof OnnxAttribute.GraphValue g) {
                        return Stream.of(g.value());
                    }
                    return a instanceof OnnxAttribute.GraphsValue g ? g.values().stream() : Stream.empty();
                })
                .toList();
    }

    /** This node with each graph inside of it changed. */
    public OnnxNode withBodies(UnaryOperator<OnnxGraph> change) {
        var changed = new LinkedHashMap<>(attributes);
        changed.replaceAll((key, a) -> {
            if (a instanceof OnnxAttribute.GraphValue g) {
                return new OnnxAttribute.GraphValue(change.apply(g.value()));
            }
            return a instanceof OnnxAttribute.GraphsValue g
                    ? new OnnxAttribute.GraphsValue(
                            g.values().stream().map(change).toList())
                    : a;
        });
        return withAttributes(changed);
    }
}
