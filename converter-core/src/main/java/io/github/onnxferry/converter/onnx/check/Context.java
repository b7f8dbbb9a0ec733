package io.github.onnxferry.converter.onnx.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.OpSchema;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * What the nodes of one graph or function body are checked against.
 *
 * @param facts the operators of the standard
 * @param opsets opset version of each domain
 * @param functions the model's own operators
 * @param alsoKnown says which further operators, by domain and name, somebody knows to convert
 * @param function the function whose body is checked, if any
 * @param inside where the nodes are, for messages: empty in the main graph, else such as {@code " in 'body' of node
 *     'loop' (Loop)"}
 * @param findings gathers the problems
 */
record Context(
        SchemaFacts facts,
        Map<String, Long> opsets,
        Map<FunctionKey, OnnxFunction> functions,
        BiPredicate<String, String> alsoKnown,
        Optional<OnnxFunction> function,
        String inside,
        Findings findings) {
    /** What identifies a model-local function. */
    record FunctionKey(String domain, String name, String overload) {
        static FunctionKey of(OnnxNode call) {
            return new FunctionKey(call.domain(), call.opType(), call.overload());
        }

        static FunctionKey of(OnnxFunction function) {
            return new FunctionKey(function.domain(), function.name(), function.overload());
        }
    }

    /** The function that a node calls, if it calls one. */
    Optional<OnnxFunction> called(OnnxNode node) {
        return Optional.ofNullable(functions.get(FunctionKey.of(node)));
    }

    /** The schema of a node's operator; nothing for calls of functions and for operators not in the facts. */
    Optional<OpSchema> schema(OnnxNode node) {
        var opset = opsets.get(node.domain());
        return opset == null || called(node).isPresent()
                ? Optional.empty()
                : facts.find(node.domain(), node.opType(), opset);
    }

    /** The context of a body of a node. */
    Context within(OnnxNode node, String attribute) {
        return within(" in '" + attribute + "' of " + node.where() + inside);
    }

    private Context within(String place) {
        return new Context(facts, opsets, functions, alsoKnown, function, place, findings);
    }

    /** The context of the body of a function. */
    Context within(OnnxFunction body) {
        return new Context(
                facts, body.opsets(), functions, alsoKnown, Optional.of(body), " in " + where(body), findings);
    }

    static String where(OnnxFunction function) {
        return "function " + function.domain() + ":" + function.name()
                + (function.overload().isEmpty() ? "" : ":" + function.overload());
    }

    void problem(Code code, OnnxNode node, String what, String todo) {
        findings.add(code, node.where() + inside, what, todo);
    }

    void problem(Code code, String where, String what, String todo) {
        findings.add(code, where + inside, what, todo);
    }
}
