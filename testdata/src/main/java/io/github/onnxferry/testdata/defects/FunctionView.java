package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/** A function to look at: nodes by operator, where their inputs come from, what is constant, who uses them. */
final class FunctionView {
    private static final String CONST = "Const";

    private final FunctionDef function;
    private final Place place;
    private final Map<String, NodeDef> byName = new LinkedHashMap<>();
    private final Map<String, List<NodeDef>> consumers = new HashMap<>();
    private final Map<String, Integer> positions = new HashMap<>();

    /**
     * Where a function is in its model.
     *
     * @param owner scope of the node that calls it; empty for the main function
     * @param depth how deep its first node is, of 1
     * @param extent how much of the model it covers, of 1
     * @param decides whether it decides if a loop goes on
     */
    record Place(String owner, double depth, double extent, boolean decides) {
        static final Place MAIN = new Place("", 0, 1, false);
    }

    FunctionView(FunctionDef function, Place place) {
        this.function = function;
        this.place = place;
        function.getNodeDefList().forEach(n -> byName.put(n.getName(), n));
        for (var node : function.getNodeDefList()) {
            if (!node.getOp().equals(CONST)) {
                positions.put(node.getName(), positions.size());
            }
            for (String input : node.getInputList()) {
                consumers
                        .computeIfAbsent(producerName(input), k -> new ArrayList<>())
                        .add(node);
            }
        }
    }

    /** The function as it is written. */
    FunctionDef function() {
        return function;
    }

    /** The name of the function. */
    String name() {
        return function.getSignature().getName();
    }

    /** The nodes of some operators, in the order of the function. */
    List<NodeDef> nodes(String... ops) {
        var wanted = Set.of(ops);
        return function.getNodeDefList().stream()
                .filter(n -> wanted.contains(n.getOp()))
                .toList();
    }

    /** All nodes that are not constants. */
    List<NodeDef> operations() {
        return function.getNodeDefList().stream()
                .filter(n -> !n.getOp().equals(CONST))
                .toList();
    }

    /** The part of a reference before its output: {@code node} of {@code node:y:0} and {@code ^node}. */
    static String producerName(String reference) {
        var plain = reference.startsWith("^") ? reference.substring(1) : reference;
        int colon = plain.indexOf(':');
        return colon < 0 ? plain : plain.substring(0, colon);
    }

    /** The node that gives an input; nothing for an argument of the function. */
    Optional<NodeDef> producer(NodeDef node, int input) {
        return input < node.getInputCount()
                ? Optional.ofNullable(byName.get(producerName(node.getInput(input))))
                : Optional.empty();
    }

    /** Whether an input comes from a node of one of the operators. */
    boolean comesFrom(NodeDef node, int input, String... ops) {
        return producer(node, input)
                .filter(p -> Set.of(ops).contains(p.getOp()))
                .isPresent();
    }

    /** Whether some consumer of a node is of one of the operators. */
    boolean goesTo(NodeDef node, String... ops) {
        var wanted = Set.of(ops);
        return consumers.getOrDefault(node.getName(), List.of()).stream().anyMatch(n -> wanted.contains(n.getOp()));
    }

    /** The constant that a node takes. */
    Optional<Tensor> constant(NodeDef node, int input) {
        return producer(node, input)
                .filter(p -> p.getOp().equals(CONST))
                .flatMap(p -> ConstantTensors.read(p.getAttrOrThrow("value").getTensor()));
    }

    /** The only element of a constant that a node takes. */
    Optional<Tensor> scalar(NodeDef node, int input) {
        return constant(node, input).filter(t -> t.elements() == 1);
    }

    /** The integers of a constant scalar or vector of at most 64 elements. */
    Optional<long[]> integers(NodeDef node, int input) {
        return constant(node, input)
                .filter(t -> t.dtype().isInteger() && t.rank() <= 1 && t.elements() <= 64)
                .map(Tensor::longs);
    }

    /** The scope of the ONNX node that a node belongs to. */
    String owner(NodeDef node) {
        int slash = node.getName().lastIndexOf('/');
        return slash < 0 ? place.owner() : node.getName().substring(0, slash);
    }

    /** How deep a node is in its model, from 0 to 1. */
    double depth(NodeDef node) {
        double inside = positions.getOrDefault(node.getName(), 0) / (double) Math.max(1, positions.size());
        return place.depth() + place.extent() * inside;
    }

    /**
     * The place of a function that a node of this function calls.
     *
     * @param attribute the attribute that names the function
     */
    Place callee(NodeDef node, String attribute) {
        boolean loop = node.getOp().equals("While") || node.getOp().equals("StatelessWhile");
        return new Place(
                owner(node),
                depth(node),
                place.extent() / Math.max(1, positions.size()),
                loop && attribute.equals("cond"));
    }

    /** Whether the function decides if a loop goes on: most defects of it make a loop that does not end. */
    boolean decidesLoop() {
        return place.decides();
    }
}
