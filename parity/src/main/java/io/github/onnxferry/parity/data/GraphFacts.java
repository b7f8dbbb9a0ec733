package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the file of a model says of its values, in the main graph, bodies and functions: who uses them, constants, types. */
final class GraphFacts {
    /** Functions that call each other deeper than this, or more often, are not followed. */
    private static final int DEEPEST = 32;

    private static final int MOST_CALLS = 10_000;

    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, List<OnnxNode>> consumers = new HashMap<>();
    private final Map<String, OnnxNode> producers = new HashMap<>();
    private final Map<String, Tensor> constants = new HashMap<>();
    private final Map<String, OnnxType> types = new HashMap<>();

    private final Map<String, Shape> inferred = new HashMap<>();
    private final Map<String, OnnxFunction> functions = new HashMap<>();
    private int calls;

    private GraphFacts(List<OnnxFunction> functions) {
        functions.forEach(f -> this.functions.put(f.domain() + ":" + f.name(), f));
    }

    /** The facts of a model's main graph, its bodies, and the functions that it calls. */
    static GraphFacts of(OnnxModel model) {
        var facts = new GraphFacts(model.functions());
        facts.index(model.graph());
        facts.inferred.putAll(InferredShapes.of(model));
        return facts;
    }

    private void index(OnnxGraph graph) {
        graph.initializers().forEach(constants::putIfAbsent);
        graph.valueTypes().forEach(types::putIfAbsent);
        graph.inputs().forEach(i -> types.put(i.name(), i.type()));
        graph.outputs().forEach(o -> types.put(o.name(), o.type()));
        graph.nodes().forEach(node -> index(node, 0));
    }

    private void index(OnnxNode node, int depth) {
        var function = functions.get(node.domain() + ":" + node.opType());
        if (function != null) {
            if (depth < DEEPEST && calls < MOST_CALLS) {
                new FunctionCall(node, function, calls++).nodes().forEach(inside -> index(inside, depth + 1));
            }
            return;
        }
        nodes.add(node);
        new LinkedHashSet<>(node.inputs())
                .forEach(i ->
                        consumers.computeIfAbsent(i, k -> new ArrayList<>()).add(node));
        node.outputs().forEach(o -> producers.putIfAbsent(o, node));
        node.bodies().forEach(this::index);
        if (node.opType().equals("Constant")) {
            constant(node).ifPresent(c -> constants.putIfAbsent(node.outputs().get(0), c));
        }
    }

    private static Optional<Tensor> constant(OnnxNode node) {
        if (node.attribute("value").orElse(null) instanceof OnnxAttribute.TensorValue t) {
            return Optional.of(t.value());
        }
        if (node.attribute("value_ints").orElse(null) instanceof OnnxAttribute.IntsValue i) {
            return Optional.of(
                    Tensor.vector(i.values().stream().mapToLong(Long::longValue).toArray()));
        }
        if (node.attribute("value_float").orElse(null) instanceof OnnxAttribute.FloatValue f) {
            return Optional.of(Tensor.ofFloats(new long[0], f.value()));
        }
        return node.attribute("value_int").orElse(null) instanceof OnnxAttribute.IntValue i
                ? Optional.of(Tensor.ofLongs(DType.INT64, new long[0], i.value()))
                : Optional.empty();
    }

    /** All nodes, those of bodies too. */
    List<OnnxNode> nodes() {
        return nodes;
    }

    /** The nodes that take a value as an input. */
    List<OnnxNode> consumers(String value) {
        return consumers.getOrDefault(value, List.of());
    }

    /** The node that computes a value. */
    Optional<OnnxNode> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /** The value of a constant. */
    Optional<Tensor> constant(String value) {
        return Optional.ofNullable(constants.get(value));
    }

    /** The type of a tensor, as far as the file states it. */
    Optional<OnnxType.TensorType> tensorType(String value) {
        return types.get(value) instanceof OnnxType.TensorType t ? Optional.of(t) : Optional.empty();
    }

    /** The lengths of a tensor; an axis whose length is not known counts as {@code otherwise}. */
    Optional<long[]> lengths(String value, DimSizes sizes, long otherwise) {
        var constant = constants.get(value);
        if (constant != null) {
            return Optional.of(constant.sizes());
        }
        var stated = tensorType(value)
                .map(OnnxType.TensorType::shape)
                .filter(s -> s.hasRank())
                .map(shape -> lengths(shape, sizes, otherwise));
        return stated.isPresent()
                ? stated
                : Optional.ofNullable(inferred.get(value))
                        .filter(s -> s.hasRank())
                        .map(s -> lengths(s, sizes, otherwise));
    }

    private static long[] lengths(Shape shape, DimSizes sizes, long otherwise) {
        return shape.dims().stream()
                .mapToLong(d -> sizes.of(d).orElse(otherwise))
                .toArray();
    }
}
