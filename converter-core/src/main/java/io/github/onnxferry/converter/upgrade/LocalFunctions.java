package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The functions of a model by what calls them. A function takes precedence over a standard operator of its name.
 *
 * <p>Source: ONNX IR, "Functions": no function may call itself, directly or through others.
 */
final class LocalFunctions {
    /** How deep calls within calls may go. */
    private static final int MAX_DEPTH = 200;

    /** How many nodes a model may have once all calls are replaced by what they call. */
    private static final long MAX_NODES = 1L << 22;

    private final Map<Key, OnnxFunction> functions;

    private LocalFunctions(Map<Key, OnnxFunction> functions) {
        this.functions = functions;
    }

    private record Key(String domain, String name, String overload) {
        static Key of(OnnxFunction function) {
            return new Key(Domain.normalise(function.domain()), function.name(), function.overload());
        }

        static Key of(OnnxNode node) {
            return new Key(Domain.normalise(node.domain()), node.opType(), node.overload());
        }

        String where() {
            return "function '" + domain + ":" + name + (overload.isEmpty() ? "" : ":" + overload) + "'";
        }
    }

    /**
     * The functions of a model.
     *
     * @throws FerryException FUNCTION_INVALID if one is defined twice or calls itself, NESTING_TOO_DEEP or TOO_LARGE if
     *     calls within calls pass the limits
     */
    static LocalFunctions of(OnnxModel model) {
        var functions = new LinkedHashMap<Key, OnnxFunction>();
        var problems = new ArrayList<Problem>();
        for (OnnxFunction function : model.functions()) {
            if (functions.put(Key.of(function), function) != null) {
                problems.add(invalid(Key.of(function), "it is defined twice"));
            }
        }
        var local = new LocalFunctions(functions);
        if (problems.isEmpty()) {
            local.check(model.graph(), problems);
        }
        if (!problems.isEmpty()) {
            throw new FerryException(problems);
        }
        return local;
    }

    /** The function that a node calls, if it calls one. */
    Optional<OnnxFunction> find(OnnxNode node) {
        return functions.isEmpty() ? Optional.empty() : Optional.ofNullable(functions.get(Key.of(node)));
    }

    private void check(OnnxGraph graph, List<Problem> problems) {
        var sizes = new HashMap<Key, Long>();
        for (Key key : functions.keySet()) {
            measure(key, new LinkedHashSet<>(), sizes, problems);
            if (!problems.isEmpty()) {
                return;
            }
        }
        long all = size(graph.nodes(), sizes);
        if (all > MAX_NODES) {
            problems.add(new Problem(
                    Code.TOO_LARGE,
                    "model",
                    "with its functions in the place of their calls it has more than " + MAX_NODES + " nodes",
                    "simplify the model before conversion"));
        }
    }

    private void measure(Key key, Set<Key> callers, Map<Key, Long> sizes, List<Problem> problems) {
        if (sizes.containsKey(key) || !problems.isEmpty()) {
            return;
        }
        if (!callers.add(key)) {
            problems.add(invalid(key, "it calls itself"));
            return;
        }
        if (callers.size() > MAX_DEPTH) {
            problems.add(new Problem(
                    Code.NESTING_TOO_DEEP,
                    key.where(),
                    "more than " + MAX_DEPTH + " functions call one another",
                    "simplify the model before conversion"));
            return;
        }
        OnnxFunction function = functions.get(key);
        if (function != null) {
            OnnxNode.all(function.nodes())
                    .map(Key::of)
                    .filter(functions::containsKey)
                    .distinct()
                    .forEach(called -> measure(called, callers, sizes, problems));
            sizes.put(key, size(function.nodes(), sizes));
        }
        callers.remove(key);
    }

    private static long size(List<OnnxNode> nodes, Map<Key, Long> sizes) {
        return OnnxNode.all(nodes)
                .mapToLong(node -> sizes.getOrDefault(Key.of(node), 1L))
                .reduce(0, (sum, size) -> Math.min(sum + size, MAX_NODES + 1));
    }

    private static Problem invalid(Key key, String what) {
        return new Problem(Code.FUNCTION_INVALID, key.where(), what, "the model is invalid");
    }
}
