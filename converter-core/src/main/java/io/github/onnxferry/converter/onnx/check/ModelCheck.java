package io.github.onnxferry.converter.onnx.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.check.Context.FunctionKey;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Checks that a model is well-formed, before anything is made of it: names, order, operators, attributes, counts,
 * element types, functions. All problems are found at once.
 */
public final class ModelCheck {
    /** The newest IR version whose format is known here. */
    private static final long NEWEST_IR_VERSION = 14;

    private ModelCheck() {}

    /**
     * The outcome of a check.
     *
     * @param model the model with its nodes, bodies and functions in topological order, and with an opset version for
     *     each domain that has only one
     * @param problems all that is wrong with it, in the order of the file
     */
    public record Result(OnnxModel model, List<Problem> problems) {
        /**
         * The model, if nothing is wrong with it.
         *
         * @throws FerryException with all problems otherwise
         */
        public OnnxModel orThrow() {
            if (!problems.isEmpty()) {
                throw new FerryException(problems);
            }
            return model;
        }
    }

    /** Checks a model against the standard. */
    public static Result of(OnnxModel model) {
        return of(model, (domain, op) -> false);
    }

    /**
     * Checks a model against the standard and what else can be converted.
     *
     * @param alsoKnown says of a domain and an operator whether somebody knows to convert it although no schema is known
     */
    public static Result of(OnnxModel model, BiPredicate<String, String> alsoKnown) {
        var facts = SchemaFacts.standard();
        var findings = new Findings();
        if (model.irVersion() > NEWEST_IR_VERSION) {
            findings.add(
                    Code.OPSET_FUTURE,
                    "the model",
                    "its IR version " + model.irVersion() + " is newer than " + NEWEST_IR_VERSION
                            + ", the newest that is known here",
                    "export for an older version, or update ONNX Ferry");
        }
        var functions = functions(model, findings);
        var opsets = completed(model.opsets(), model.graph().nodes(), facts);
        var context = new Context(facts, opsets, functions, alsoKnown, Optional.empty(), "", findings);
        var bodies = model.functions().stream()
                .map(function -> function(function, context))
                .toList();
        recursion(bodies, findings);
        inputTypes(model.graph(), findings);
        var graph = GraphCheck.check(model.graph(), context, GraphCheck.Scope.NONE);
        TypeCheck.check(graph, context);
        var checked = new OnnxModel(model.irVersion(), opsets, graph, bodies, model.metadata(), model.source());
        return new Result(checked, findings.problems());
    }

    /** Opset versions with those of domains that have only one, which some exporters leave out. */
    private static Map<String, Long> completed(Map<String, Long> opsets, List<OnnxNode> nodes, SchemaFacts facts) {
        var all = new LinkedHashMap<>(opsets);
        for (var call : calls(nodes)) {
            if (facts.newestOpset(call.domain()).orElse(0) == 1) {
                all.putIfAbsent(call.domain(), 1L);
            }
        }
        return all;
    }

    private static void inputTypes(OnnxGraph graph, Findings findings) {
        for (var input : graph.inputs()) {
            if (input.type() instanceof OnnxType.Unknown) {
                findings.add(
                        Code.INVALID_TYPE,
                        "graph input '" + input.name() + "'",
                        "its type is not stated",
                        "export the model again");
            }
        }
    }

    private static Map<FunctionKey, OnnxFunction> functions(OnnxModel model, Findings findings) {
        var functions = new HashMap<FunctionKey, OnnxFunction>();
        for (var function : model.functions()) {
            if (functions.put(FunctionKey.of(function), function) != null) {
                invalid(findings, function, "it is defined twice");
            }
        }
        return functions;
    }

    private static OnnxFunction function(OnnxFunction function, Context context) {
        var opsets = completed(function.opsets(), function.nodes(), context.facts());
        var own = withBody(function, opsets, function.nodes());
        var attributes = new LinkedHashSet<>(own.attributes());
        if (attributes.size() < own.attributes().size()
                || own.defaults().keySet().stream().anyMatch(attributes::contains)) {
            invalid(context.findings(), own, "an attribute of it occurs twice");
        }
        var inner = context.within(own);
        var nodes = GraphCheck.check(own.inputs(), own.nodes(), own.outputs(), inner);
        TypeCheck.check(nodes, inner);
        return withBody(own, opsets, nodes);
    }

    private static OnnxFunction withBody(OnnxFunction f, Map<String, Long> opsets, List<OnnxNode> nodes) {
        return new OnnxFunction(
                f.domain(),
                f.name(),
                f.overload(),
                f.inputs(),
                f.outputs(),
                f.attributes(),
                f.defaults(),
                nodes,
                opsets);
    }

    private static void recursion(List<OnnxFunction> functions, Findings findings) {
        var numbers = new HashMap<FunctionKey, Integer>();
        for (int i = 0; i < functions.size(); i++) {
            numbers.put(FunctionKey.of(functions.get(i)), i);
        }
        var needs = new ArrayList<List<Integer>>();
        for (var function : functions) {
            needs.add(calls(function.nodes()).stream()
                    .filter(numbers::containsKey)
                    .map(numbers::get)
                    .toList());
        }
        for (var cycle : Order.of(needs).cycles()) {
            String members =
                    cycle.stream().map(i -> functions.get(i).name()).limit(8).collect(Collectors.joining(" calls "));
            invalid(
                    findings,
                    functions.get(cycle.get(0)),
                    "it calls itself: " + members + " calls "
                            + functions.get(cycle.get(0)).name());
        }
    }

    private static Set<FunctionKey> calls(List<OnnxNode> nodes) {
        var calls = new LinkedHashSet<FunctionKey>();
        for (var node : nodes) {
            calls.add(FunctionKey.of(node));
            GraphCheck.bodies(node).forEach(body -> calls.addAll(calls(body.nodes())));
        }
        return calls;
    }

    private static void invalid(Findings findings, OnnxFunction function, String what) {
        findings.add(Code.FUNCTION_INVALID, Context.where(function), what, "export the model again");
    }
}
