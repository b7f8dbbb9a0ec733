package io.github.onnxferry.converter.onnx.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names and order: each name is defined once and everything used is defined; nodes are brought into topological order.
 *
 * <p>Source: ONNX's "Graphs" and "Names Within a Graph". A body sees the values of the graphs around it; its nodes may
 * not define a name again that is visible to them.
 */
final class GraphCheck {
    private static final int MAX_NAMED = 8;

    private final Context context;
    private final Scope scope;

    private GraphCheck(Context context, Scope outer) {
        this.context = context;
        this.scope = new Scope(List.of(outer));
    }

    /**
     * The names that can be used in a graph.
     *
     * @param outer the scope of the graph around it, if any
     * @param all names that the graph defines anywhere
     * @param earlier those of them that are defined before the node looked at
     */
    record Scope(List<Scope> outer, Set<String> all, Set<String> earlier) {
        static final Scope NONE = new Scope(List.of());

        Scope(List<Scope> outer) {
            this(outer, new HashSet<>(), new HashSet<>());
        }

        boolean has(String name) {
            return all.contains(name) || outer.stream().anyMatch(o -> o.has(name));
        }

        boolean outerHasEarlier(String name) {
            return outer.stream().anyMatch(o -> o.earlier.contains(name) || o.outerHasEarlier(name));
        }
    }

    /** Checks a graph with the bodies in it; the result has its nodes, and theirs, in topological order. */
    static OnnxGraph check(OnnxGraph graph, Context context, Scope outer) {
        return new GraphCheck(context, outer).check(graph);
    }

    /** Checks the body of a function; the result is in topological order. */
    static List<OnnxNode> check(
            List<String> inputs, List<OnnxNode> nodes, Collection<String> outputs, Context context) {
        var check = new GraphCheck(context, Scope.NONE);
        check.define(inputs, "function input");
        var sorted = check.nodes(nodes);
        check.outputs(outputs);
        return sorted;
    }

    private OnnxGraph check(OnnxGraph graph) {
        define(graph.inputs().stream().map(OnnxValue::name).toList(), "graph input");
        scope.all.addAll(graph.initializers().keySet());
        var sorted = nodes(graph.nodes());
        outputs(graph.outputs().stream().map(OnnxValue::name).toList());
        return graph.withNodes(sorted);
    }

    private void define(List<String> inputs, String kind) {
        for (String name : inputs) {
            if (name.isEmpty()) {
                context.problem(Code.NAME_MISSING, "a " + kind, "it has no name", "export the model again");
            } else if (!scope.all.add(name)) {
                context.problem(Code.DUPLICATE_NAME, kind + " '" + name + "'", "its name occurs twice", "rename one");
            }
        }
    }

    private void outputs(Collection<String> names) {
        for (String name : names) {
            if (!scope.has(name)) {
                context.problem(
                        Code.MISSING_OUTPUT,
                        "output '" + name + "'",
                        "nothing defines it",
                        "remove the output or add the node that makes it");
            }
        }
    }

    private List<OnnxNode> nodes(List<OnnxNode> nodes) {
        var makers = makers(nodes);
        scope.earlier.addAll(scope.all);
        scope.all.addAll(makers.keySet());
        var sorted = new ArrayList<OnnxNode>();
        for (int index : order(nodes, makers).sorted()) {
            var node = nodes.get(index);
            inputs(node);
            NodeCheck.check(node, context);
            sorted.add(withCheckedBodies(node));
            scope.earlier.addAll(node.outputs());
        }
        return sorted;
    }

    /** Which node defines each name. */
    private Map<String, Integer> makers(List<OnnxNode> nodes) {
        var makers = new HashMap<String, Integer>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String name : nodes.get(i).outputs()) {
                if (name.isEmpty()) {
                    continue;
                }
                var earlier = makers.putIfAbsent(name, i);
                if (earlier != null || scope.all.contains(name)) {
                    String first = earlier == null
                            ? "a graph input or initializer"
                            : nodes.get(earlier).where();
                    context.problem(
                            Code.DUPLICATE_NAME,
                            nodes.get(i),
                            "its output '" + name + "' is defined by " + first + " already",
                            "give each value a name of its own");
                } else if (scope.outerHasEarlier(name)) {
                    context.problem(
                            Code.DUPLICATE_NAME,
                            nodes.get(i),
                            "its output '" + name + "' hides a value of the graph around it",
                            "give each value a name of its own");
                }
            }
        }
        return makers;
    }

    private Order order(List<OnnxNode> nodes, Map<String, Integer> makers) {
        var needs = new ArrayList<List<Integer>>();
        for (var node : nodes) {
            needs.add(uses(node).stream()
                    .filter(makers::containsKey)
                    .map(makers::get)
                    .distinct()
                    .toList());
        }
        var order = Order.of(needs);
        for (var cycle : order.cycles()) {
            String members = cycle.stream()
                    .limit(MAX_NAMED)
                    .map(i -> nodes.get(i).where())
                    .collect(Collectors.joining(" needs "));
            String rest = cycle.size() > MAX_NAMED ? " and " + (cycle.size() - MAX_NAMED) + " more" : "";
            context.problem(
                    Code.CYCLE,
                    nodes.get(cycle.get(0)),
                    "nodes need each other in a circle: " + members + rest + ", which needs the first",
                    "repair the graph: a value cannot depend on itself");
        }
        return order;
    }

    private void inputs(OnnxNode node) {
        for (String name : node.inputs()) {
            if (!name.isEmpty() && !scope.has(name)) {
                context.problem(
                        Code.MISSING_INPUT,
                        node,
                        "its input '" + name + "' is not defined: no graph input, initializer or node makes it",
                        "export the model again");
            }
        }
    }

    private OnnxNode withCheckedBodies(OnnxNode node) {
        if (bodies(node).isEmpty()) {
            return node;
        }
        var attributes = new LinkedHashMap<String, OnnxAttribute>();
        node.attributes().forEach((key, value) -> {
            var inner = context.within(node, key);
            if (value instanceof OnnxAttribute.GraphValue body) {
                attributes.put(key, new OnnxAttribute.GraphValue(check(body.value(), inner, scope)));
            } else if (value instanceof OnnxAttribute.GraphsValue all) {
                attributes.put(
                        key,
                        new OnnxAttribute.GraphsValue(all.values().stream()
                                .map(body -> check(body, inner, scope))
                                .toList()));
            } else {
                attributes.put(key, value);
            }
        });
        return node.withAttributes(attributes);
    }

    /** The bodies of a node, in the order of its attributes. */
    static List<OnnxGraph> bodies(OnnxNode node) {
        var bodies = new ArrayList<OnnxGraph>();
        for (var attribute : node.attributes().values()) {
            if (attribute instanceof OnnxAttribute.GraphValue body) {
                bodies.add(body.value());
            } else if (attribute instanceof OnnxAttribute.GraphsValue all) {
                bodies.addAll(all.values());
            }
        }
        return bodies;
    }

    /** The names that a node needs: its inputs, and what its bodies take from around them. */
    private static Set<String> uses(OnnxNode node) {
        var uses = new LinkedHashSet<>(node.inputs());
        for (var body : bodies(node)) {
            uses.addAll(captured(body));
        }
        return uses;
    }

    private static Set<String> captured(OnnxGraph body) {
        var used = new LinkedHashSet<String>();
        body.nodes().forEach(node -> used.addAll(uses(node)));
        body.outputs().forEach(output -> used.add(output.name()));
        body.inputs().forEach(input -> used.remove(input.name()));
        used.removeAll(body.initializers().keySet());
        body.nodes().forEach(node -> node.outputs().forEach(used::remove));
        return used;
    }
}
