package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.parity.run.GraphTensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.tensorflow.proto.NodeDef;

/** The operations that depend on some tensors in ways that can have gradients. */
final class ActiveNodes {
    private final Map<String, NodeDef> byName = new LinkedHashMap<>();
    private final List<NodeDef> order = new ArrayList<>();
    private final Set<GraphTensor> targets;
    private final Predicate<GraphTensor> differentiable;
    private final Set<String> depending = new HashSet<>();

    /**
     * Finds them.
     *
     * @param differentiable whether a tensor can have a gradient
     */
    ActiveNodes(List<NodeDef> nodes, Collection<GraphTensor> targets, Predicate<GraphTensor> differentiable) {
        this.targets = Set.copyOf(targets);
        this.differentiable = differentiable;
        nodes.forEach(n -> byName.put(n.getName(), n));
        var sorted = new ArrayList<NodeDef>();
        sort(sorted);
        for (var node : sorted) {
            if (!inputs(node).isEmpty()) {
                depending.add(node.getName());
                order.add(node);
            }
        }
    }

    /** All operations, each behind those that it takes from. */
    private void sort(List<NodeDef> sorted) {
        var entered = new HashSet<String>();
        var left = new HashSet<String>();
        var open = new ArrayDeque<>(byName.keySet());
        while (!open.isEmpty()) {
            String name = open.peek();
            var node = byName.get(name);
            if (node == null || left.contains(name)) {
                open.pop();
            } else if (entered.add(name)) {
                node.getInputList().stream()
                        .map(i -> i.startsWith("^")
                                ? i.substring(1)
                                : GraphTensor.parse(i).node())
                        .filter(i -> !entered.contains(i))
                        .forEach(open::push);
            } else {
                open.pop();
                left.add(name);
                sorted.add(node);
            }
        }
    }

    /** The operations that depend on a target, each behind those that it takes from. */
    List<NodeDef> nodes() {
        return order;
    }

    /** The numbers of the inputs of an operation that depend on a target, or are one. */
    List<Integer> inputs(NodeDef node) {
        var inputs = new ArrayList<Integer>();
        for (int i = 0; i < node.getInputCount(); i++) {
            String input = node.getInput(i);
            if (input.startsWith("^")) {
                continue;
            }
            var tensor = GraphTensor.parse(input);
            if (byName.containsKey(tensor.node())
                    && (targets.contains(tensor) || depending.contains(tensor.node()))
                    && differentiable.test(tensor)) {
                inputs.add(i);
            }
        }
        return inputs;
    }
}
