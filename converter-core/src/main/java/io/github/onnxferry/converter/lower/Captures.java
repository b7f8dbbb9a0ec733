package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphsValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What bodies use of the graph around them. It is handed to their functions as arguments; constants are repeated inside
 * instead, so that what is known of them stays known, up to a size.
 */
public final class Captures {
    /** Larger constants are handed in, so that branches and nested loops do not each keep a copy. */
    private static final long MAX_REPEATED_BYTES = 64L << 20;

    private final Map<String, Operand> operands = new LinkedHashMap<>();
    private final List<Value> arguments = new ArrayList<>();

    private Captures() {}

    /** What some bodies use of a scope. */
    static Captures of(GraphScope scope, List<OnnxGraph> bodies) {
        var captures = new Captures();
        var names = new LinkedHashSet<String>();
        bodies.forEach(b -> names.addAll(free(b)));
        var seen = new HashSet<Value>();
        for (String name : names) {
            scope.find(name).ifPresent(operand -> {
                captures.operands.put(name, operand);
                operand.components().stream()
                        .filter(v -> repeated(v).isEmpty() && seen.add(v))
                        .forEach(captures.arguments::add);
            });
        }
        return captures;
    }

    /** The values that the functions of the bodies take. */
    public List<Value> arguments() {
        return arguments;
    }

    /** The shapes of the arguments. */
    public List<Shape> shapes() {
        return arguments.stream().map(Value::shape).toList();
    }

    /** Adds parameters for the arguments to a function, with all that is known of them. */
    public List<Value> parameters(TfBuilder inside) {
        var parameters = new ArrayList<Value>();
        for (Value argument : arguments) {
            parameters.add(inside.parameter(
                    "outer_" + parameters.size(), argument.dtype(), argument.shape(), argument.elements()));
        }
        return parameters;
    }

    /** The scope of a function whose parameters stand for the arguments. */
    GraphScope scope(List<Value> parameters, Map<String, Tensor> initializers, TfBuilder inside) {
        var known = new HashMap<>(initializers);
        operands.forEach((name, operand) -> {
            if (operand instanceof Operand.Dense dense
                    && repeated(dense.value()).isPresent()) {
                known.putIfAbsent(name, repeated(dense.value()).orElseThrow());
            }
        });
        var scope = GraphScope.of(inside, known);
        operands.forEach((name, operand) -> {
            if (!known.containsKey(name)) {
                scope.put(
                        name,
                        operand.with(operand.components().stream()
                                .map(v -> repeated(v)
                                        .map(inside::constant)
                                        .orElseGet(() -> parameters.get(arguments.indexOf(v))))
                                .toList()));
            }
        });
        return scope;
    }

    private static Optional<Tensor> repeated(Value value) {
        return value.constant().filter(t -> t.dtype() == DType.STRING || t.carrierBytes() <= MAX_REPEATED_BYTES);
    }

    /** The names that a graph uses and does not define, those of its own bodies included. */
    static Set<String> free(OnnxGraph graph) {
        var defined = new HashSet<>(graph.initializers().keySet());
        graph.inputs().forEach(i -> defined.add(i.name()));
        var free = new LinkedHashSet<String>();
        for (OnnxNode node : graph.nodes()) {
            node.inputs().stream()
                    .filter(i -> !i.isEmpty() && !defined.contains(i))
                    .forEach(free::add);
            free(node).stream().filter(i -> !defined.contains(i)).forEach(free::add);
            defined.addAll(node.outputs());
        }
        graph.outputs().stream()
                .map(o -> o.name())
                .filter(o -> !defined.contains(o))
                .forEach(free::add);
        return free;
    }

    /** The names that the bodies of a node use and do not define. */
    static Set<String> free(OnnxNode node) {
        var free = new LinkedHashSet<String>();
        for (var attribute : node.attributes().values()) {
            if (attribute instanceof GraphValue graph) {
                free.addAll(free(graph.value()));
            } else if (attribute instanceof GraphsValue graphs) {
                graphs.values().forEach(g -> free.addAll(free(g)));
            }
        }
        return free;
    }
}
