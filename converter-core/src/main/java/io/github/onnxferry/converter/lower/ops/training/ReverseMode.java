package io.github.onnxferry.converter.lower.ops.training;

import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reverse-mode differentiation of operations that are emitted already: from a value back to those that it depends on,
 * each operation once. What is emitted can be differentiated again.
 */
final class ReverseMode {
    private static final Map<String, GradientRule> RULES = rules();

    private final TfBuilder tf;
    private final Set<Port> ends = new HashSet<>();
    private final Map<TfNode, Boolean> depends = new HashMap<>();
    private final List<TfNode> order = new ArrayList<>();
    private final Map<Port, Value> gradients = new HashMap<>();

    /** An output of a node. */
    private record Port(TfNode node, int index) {
        static Port of(Value value) {
            return new Port(value.node(), value.index());
        }
    }

    private ReverseMode(List<Value> xs, TfBuilder tf) {
        this.tf = tf;
        xs.forEach(x -> ends.add(Port.of(x)));
    }

    private static Map<String, GradientRule> rules() {
        var rules = new HashMap<String, GradientRule>();
        ElementwiseGradients.register(rules);
        MovementGradients.register(rules);
        ReductionGradients.register(rules);
        return Map.copyOf(rules);
    }

    /**
     * The gradients of the sum of {@code y} with respect to some values; zero for one that it does not depend on.
     *
     * @throws UnknownGradient if it depends on one by an operation without a rule
     */
    static List<Value> of(Value y, List<Value> xs, TfBuilder tf) {
        var reverse = new ReverseMode(xs, tf);
        reverse.visit(y.node());
        reverse.gradients.put(Port.of(y), tf.op("OnesLike").in(y).one());
        for (int i = reverse.order.size() - 1; i >= 0; i--) {
            reverse.back(reverse.order.get(i));
        }
        return xs.stream()
                .map(x -> Optional.ofNullable(reverse.gradients.get(Port.of(x)))
                        .orElseGet(() -> tf.op("ZerosLike").in(x).one()))
                .toList();
    }

    /** Lists the nodes that depend on what is differentiated for, each after those that it uses. */
    private void visit(TfNode last) {
        var open = new ArrayList<TfNode>(List.of(last));
        var entered = new HashSet<TfNode>();
        while (!open.isEmpty()) {
            var node = open.get(open.size() - 1);
            if (depends.containsKey(node)) {
                open.remove(open.size() - 1);
            } else if (entered.add(node)) {
                node.inputs().stream()
                        .filter(v -> !ends.contains(Port.of(v)))
                        .map(Value::node)
                        .filter(n -> !entered.contains(n))
                        .forEach(open::add);
            } else {
                open.remove(open.size() - 1);
                boolean uses = node.inputs().stream()
                        .anyMatch(v -> ends.contains(Port.of(v)) || depends.getOrDefault(v.node(), false));
                depends.put(node, uses);
                if (uses) {
                    order.add(node);
                }
            }
        }
    }

    private void back(TfNode node) {
        if (node.outputs().stream().noneMatch(o -> gradients.containsKey(Port.of(o)))) {
            return;
        }
        var gradient = gradients.get(new Port(node, 0));
        var rule = RULES.get(node.op());
        if (rule == null || gradient == null || node.outputs().size() != 1) {
            throw new UnknownGradient(node.op());
        }
        var backwards = rule.back(new GradientRule.Step(node, gradient, tf));
        for (int i = 0; i < node.inputs().size(); i++) {
            var input = node.inputs().get(i);
            boolean matters = ends.contains(Port.of(input)) || depends.getOrDefault(input.node(), false);
            if (matters) {
                backwards.get(i).ifPresent(g -> gradients.merge(Port.of(input), g, tf::add));
            }
        }
    }
}
