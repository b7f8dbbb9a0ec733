package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.graph.OpenedGraph;
import io.github.onnxferry.parity.run.GraphTensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * A copy of the served function with the operations that compute gradients: reverse accumulation, one operation after the
 * other from the outputs back. The vector-Jacobian product of each operation is TensorFlow's own, from the registry behind
 * its C interface; operations that the registry lacks have one in {@link OwnAdjoints}, or block what lies behind them.
 *
 * <p>Each operation takes what is differentiated through an {@code Identity} of its own. So the product of one operation ends
 * at its inputs, even where one of them is computed from another.
 */
final class AdjointGraph {
    static final String SCOPE = "ferry_gradients";
    private static final Pattern PRODUCT = Pattern.compile(SCOPE + "/ferry_adjoint_([0-9]{1,9})");
    /** Operations that round: what they are given moves their results in steps. */
    private static final Set<String> STEPS = Set.of("Rint", "Round");

    private static final Set<DataType> REAL =
            Set.of(DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_HALF, DataType.DT_BFLOAT16);
    private static final Set<DataType> COMPLEX = Set.of(DataType.DT_COMPLEX64, DataType.DT_COMPLEX128);

    private final OpenedGraph graph;
    private final ActiveNodes active;
    private final Map<GraphTensor, List<GraphTensor>> gradients = new HashMap<>();
    private final Map<GraphTensor, Set<String>> blocked = new HashMap<>();
    private final Map<String, GraphTensor> seeds = new LinkedHashMap<>();
    private final Map<String, List<Edge>> edges = new LinkedHashMap<>();
    private final Map<String, String> refusals = new HashMap<>();
    private final OwnAdjoints own;
    private final List<String> differentiated = new ArrayList<>();

    /**
     * What an operation takes as an input.
     *
     * @param input number of the input
     * @param source the tensor, without scope
     * @param through the Identity through which it comes, in the scope
     */
    private record Edge(int input, GraphTensor source, GraphTensor through) {}

    /**
     * Adds the operations.
     *
     * @param outputs tensors of the function that are differentiated, by the names under which their gradients are fed
     * @param targets tensors of the function with respect to which they are
     * @throws FerryException RUNTIME_LOAD if TensorFlow refuses the operations
     */
    AdjointGraph(OpenedGraph graph, Map<String, GraphTensor> outputs, Collection<GraphTensor> targets) {
        this.graph = graph;
        this.active = new ActiveNodes(graph.function().nodes(), targets, t -> isDifferentiable(graph, t));
        this.own = new OwnAdjoints(graph);
        var nodes = copies();
        outputs.forEach((name, tensor) -> {
            var seed = new GraphTensor("ferry_seed_" + seeds.size(), 0);
            nodes.add(node(seed.node(), "Placeholder", "dtype", dtype(tensor)).build());
            seeds.put(name, seed.below(SCOPE));
            gradients.computeIfAbsent(tensor, t -> new ArrayList<>()).add(seed.below(SCOPE));
        });
        graph.add(SCOPE, nodes, graph.function().bound());
        var order = new ArrayList<>(active.nodes());
        Collections.reverse(order);
        order.forEach(this::back);
    }

    /** Whether a tensor of the function can have a gradient; a list of tensors can, too. */
    static boolean isDifferentiable(OpenedGraph graph, GraphTensor tensor) {
        var dtype = graph.dtype(tensor.below(OpenedGraph.FUNCTION));
        return REAL.contains(dtype) || COMPLEX.contains(dtype) || dtype == DataType.DT_VARIANT;
    }

    private DataType dtype(GraphTensor tensor) {
        return graph.dtype(tensor.below(OpenedGraph.FUNCTION));
    }

    static NodeDef.Builder node(String name, String op, String attr, DataType type) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(op)
                .putAttr(attr, AttrValue.newBuilder().setType(type).build());
    }

    private List<NodeDef> copies() {
        var nodes = new ArrayList<NodeDef>();
        var indices = new ShortIndices();
        int count = 0;
        for (var original : graph.function().nodes()) {
            var copy = original.toBuilder();
            for (int input : active.inputs(original)) {
                var source = GraphTensor.parse(original.getInput(input));
                var through = new GraphTensor("ferry_edge_" + count++, 0);
                nodes.add(node(through.node(), "Identity", "T", dtype(source))
                        .addInput(original.getInput(input))
                        .build());
                copy.setInput(input, through.node());
                edges.computeIfAbsent(original.getName(), n -> new ArrayList<>())
                        .add(new Edge(input, source, through.below(SCOPE)));
            }
            if (edges.containsKey(original.getName())) {
                indices.shorten(copy, nodes);
            }
            nodes.add(copy.build());
        }
        return nodes;
    }

    private void back(NodeDef node) {
        var inputs = edges.getOrDefault(node.getName(), List.of());
        var reasons = new LinkedHashSet<String>();
        boolean reached = false;
        if (STEPS.contains(node.getOp()) && !inputs.isEmpty()) {
            refusals.put(node.getName(), "it rounds to a grid, where differences have no limit");
            reasons.add(node.getName());
        }
        for (var output : outputs(node)) {
            reasons.addAll(blocked.getOrDefault(output, Set.of()));
            reached |= gradients.containsKey(output);
        }
        if (reasons.isEmpty() && reached && !inputs.isEmpty()) {
            differentiate(node, inputs).ifPresent(reasons::add);
        }
        if (!reasons.isEmpty()) {
            inputs.forEach(e -> blocked.computeIfAbsent(e.source(), s -> new LinkedHashSet<>())
                    .addAll(reasons));
        }
    }

    private List<GraphTensor> outputs(NodeDef node) {
        var outputs = new ArrayList<GraphTensor>();
        for (int i = 0; graph.has(new GraphTensor(node.getName(), i).below(OpenedGraph.FUNCTION)); i++) {
            outputs.add(new GraphTensor(node.getName(), i));
        }
        return outputs;
    }

    /** Adds the product of one operation; the name of the operation if it has none. */
    private Optional<String> differentiate(NodeDef node, List<Edge> inputs) {
        if (OwnAdjoints.isConstant(node.getOp())) {
            return Optional.empty();
        }
        String scope = SCOPE + "/ferry_adjoint_" + differentiated.size();
        differentiated.add(node.getName());
        var products = OwnAdjoints.knows(node.getOp())
                ? own.products(node, inputs.stream().map(Edge::input).toList(), scope, this::summed)
                : registered(node, inputs, scope);
        if (products.isEmpty()) {
            return Optional.of(node.getName());
        }
        for (int i = 0; i < inputs.size(); i++) {
            var source = inputs.get(i).source();
            products.get()
                    .get(i)
                    .ifPresent(product -> gradients
                            .computeIfAbsent(source, s -> new ArrayList<>())
                            .add(product));
        }
        return Optional.empty();
    }

    private Optional<List<Optional<GraphTensor>>> registered(NodeDef node, List<Edge> inputs, String scope) {
        if (!tensorflow.TFJ_HasGradient(node.getOp())) {
            return Optional.empty();
        }
        var ys = new ArrayList<GraphTensor>();
        var dys = new ArrayList<GraphTensor>();
        for (var output : outputs(node)) {
            if (isDifferentiable(graph, output)) {
                for (var gradient : given(output, scope + "_zero_" + output.index())) {
                    ys.add(output.below(SCOPE));
                    dys.add(gradient);
                }
            }
        }
        try {
            return Optional.of(graph.addGradients(
                    scope, ys, inputs.stream().map(Edge::through).toList(), dys));
        } catch (FerryException e) {
            if (e.problems().get(0).code() != Code.RUNTIME_LOAD) {
                throw e;
            }
            refusals.put(node.getName(), e.problems().get(0).what());
            return Optional.empty();
        }
    }

    /** The gradients of an output that add up to its own; zeros where nothing depends on it. */
    private List<GraphTensor> given(GraphTensor output, String scope) {
        var known = gradients.getOrDefault(output, List.of());
        if (!known.isEmpty()) {
            return known;
        }
        graph.add(
                scope,
                List.of(node("zeros", "ZerosLike", "T", dtype(output))
                        .addInput("y")
                        .build()),
                Map.of(new GraphTensor("y", 0), output.below(SCOPE)));
        return List.of(new GraphTensor(scope + "/zeros", 0));
    }

    /** The gradient of the first output of an operation, in one tensor. */
    private GraphTensor summed(NodeDef node, String scope) {
        var output = new GraphTensor(node.getName(), 0);
        var parts = given(output, scope + "_zero");
        if (parts.size() == 1) {
            return parts.get(0);
        }
        var sum = node("sum", "AddN", "T", dtype(output))
                .putAttr("N", AttrValue.newBuilder().setI(parts.size()).build());
        var bound = new HashMap<GraphTensor, GraphTensor>();
        for (int i = 0; i < parts.size(); i++) {
            sum.addInput("dy" + i);
            bound.put(new GraphTensor("dy" + i, 0), parts.get(i));
        }
        graph.add(scope + "_sum", List.of(sum.build()), bound);
        return new GraphTensor(scope + "_sum/sum", 0);
    }

    /** Where the gradient of an output is fed, by the names that were given. */
    Map<String, GraphTensor> seeds() {
        return Collections.unmodifiableMap(seeds);
    }

    /** The tensors that add up to the gradient with respect to a target; none if nothing depends on it. */
    List<GraphTensor> gradient(GraphTensor target) {
        return gradients.getOrDefault(target, List.of());
    }

    /** The operations without gradient on the way to a target, by their names in the function; without them it is complete. */
    Set<String> blocks(GraphTensor target) {
        return blocked.getOrDefault(target, Set.of());
    }

    /** What TensorFlow says of an operation whose gradient it has and cannot build; empty if it has none. */
    String refusal(String operation) {
        return refusals.getOrDefault(operation, "");
    }

    /** The operation whose product a message of TensorFlow names, by its name in the function. */
    Optional<String> culprit(String message) {
        var matcher = PRODUCT.matcher(message);
        return matcher.find() ? Optional.of(differentiated.get(Integer.parseInt(matcher.group(1)))) : Optional.empty();
    }
}
