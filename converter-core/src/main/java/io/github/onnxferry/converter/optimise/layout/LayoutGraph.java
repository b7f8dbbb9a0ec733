package io.github.onnxferry.converter.optimise.layout;

import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The graph whose minimum cut says which flexible nodes are computed channels-last.
 *
 * <p>Each value is made in one order and used in some; where a use differs from the making, the value is transposed, once for all
 * such uses. What kernels want is seen in the transposes around them: a value transposed to channels-last is the same value in the
 * other order, and the reverse of a kernel's result is a value that is made channels-last. So all edges of the graph are values,
 * and what a cut costs are the bytes that are transposed.
 */
final class LayoutGraph {
    /** What any transpose costs more than its bytes, in bytes: an operation of its own. */
    static final long OPERATION = 4096;

    private final MinimumCut cut = new MinimumCut();
    private final Map<Value, Held> held = new HashMap<>();
    private final Map<TfNode, Flexible> flexible = new LinkedHashMap<>();
    private final Map<TfNode, Integer> variables = new HashMap<>();
    private final List<Source> sources = new ArrayList<>();
    private final TfFunction function;

    LayoutGraph(TfFunction function) {
        this.function = function;
    }

    /**
     * A value in channels-first order.
     *
     * @param made in which order it is made, a variable of the cut
     * @param cost what its transpose costs
     * @param uses in which orders it is used
     */
    private record Source(int made, long cost, List<Integer> uses) {}

    /** A source, in one of its two orders. */
    private record Held(Source source, boolean last) {}

    /** All nodes that may be computed channels-last. */
    Map<TfNode, Flexible> flexible() {
        build();
        return flexible;
    }

    /** The nodes to be computed channels-last. */
    Map<TfNode, Flexible> solve() {
        if (!build() || flexible.isEmpty()) {
            return Map.of();
        }
        sources.forEach(this::costs);
        var isLast = cut.solve();
        var chosen = new LinkedHashMap<TfNode, Flexible>();
        flexible.forEach((node, f) -> {
            if (isLast[variables.getOrDefault(node, cut.alwaysFalse())]) {
                chosen.put(node, f);
            }
        });
        return chosen;
    }

    /** Goes through the nodes; whether any value is wanted or made channels-last. */
    private boolean build() {
        function.parameters().forEach(p -> made(p, cut.alwaysFalse()));
        boolean transposes = false;
        for (var node : function.nodes()) {
            if (!node.tensor().isPresent()) {
                transposes |= add(node);
            }
        }
        for (var result : function.results()) {
            use(result.value(), cut.alwaysFalse());
        }
        return transposes;
    }

    /** Adds a node; whether it says that some value is wanted or made channels-last. */
    private boolean add(TfNode node) {
        var permutation = Order.permutation(node);
        if (permutation.isPresent() && node.controlInputs().isEmpty() && view(node, permutation.get())) {
            return true;
        }
        var found = node.controlInputs().isEmpty() && node.inputs().stream().noneMatch(this::isLast)
                ? Flexible.of(node)
                : Optional.<Flexible>empty();
        if (found.isEmpty()) {
            node.inputs().forEach(v -> use(v, cut.alwaysFalse()));
            node.outputs().forEach(v -> made(v, cut.alwaysFalse()));
            return false;
        }
        var it = found.get();
        int variable = cut.variable();
        flexible.put(node, it);
        variables.put(node, variable);
        it.carried().forEach(i -> use(node.inputs().get(i), variable));
        node.outputs().forEach(v -> made(v, it.keepsOrder() ? variable : cut.alwaysFalse()));
        return false;
    }

    private boolean isLast(Value value) {
        var it = held.get(value.output());
        return it != null && it.last();
    }

    /** A transpose that is no operation here, but another order of the same value. */
    private boolean view(TfNode node, int[] permutation) {
        var from = node.inputs().get(0);
        var to = node.outputs().get(0);
        var it = held.get(from.output());
        if (it == null) {
            return false;
        }
        boolean first = Order.isToFirst(permutation);
        if (it.last() && first) {
            held.put(to, new Held(it.source(), false));
            return true;
        }
        if (it.last()) {
            return false;
        }
        // With three axes both orders are each other's reverse: what no flexible node makes is taken for a kernel's
        // result.
        boolean kernel =
                first && !flexible.containsKey(from.node()) && !from.node().op().equals(TfNode.PARAMETER);
        if (Order.isToLast(permutation) && !(kernel && permutation.length == 3)) {
            held.put(to, new Held(it.source(), true));
            return true;
        }
        if (first) {
            use(from, cut.alwaysFalse());
            made(to, cut.alwaysTrue());
            return true;
        }
        return false;
    }

    private void made(Value value, int order) {
        var source = new Source(order, cost(value), new ArrayList<>());
        sources.add(source);
        held.put(value, new Held(source, false));
    }

    /** A use in channels-first order if the variable is false, and else channels-last; the other way round for the other view. */
    private void use(Value value, int order) {
        var it = held.get(value.output());
        if (it != null) {
            it.source().uses().add(it.last() ? cut.alwaysTrue() : order);
        }
    }

    private void costs(Source source) {
        if (source.uses().size() == 1) {
            cut.cost(source.uses().get(0), source.made(), source.cost());
            cut.cost(source.made(), source.uses().get(0), source.cost());
            return;
        }
        int someLast = cut.variable();
        int allLast = cut.variable();
        for (int use : source.uses()) {
            cut.cost(use, someLast, MinimumCut.FORBIDDEN);
            cut.cost(allLast, use, MinimumCut.FORBIDDEN);
        }
        cut.cost(someLast, source.made(), source.cost());
        cut.cost(source.made(), allLast, source.cost());
    }

    private static long cost(Value value) {
        return TransposeTally.bytes(value) + OPERATION;
    }
}
