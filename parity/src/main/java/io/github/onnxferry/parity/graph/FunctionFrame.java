package io.github.onnxferry.parity.graph;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.run.GraphTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * A graph, or the body of a function as one, with what comes in and goes out.
 *
 * @param nodes its operations by their names, in its order; references are those of graphs, such as {@code split:1}
 * @param given where tensors that are not computed here come from
 * @param outputs tensors that go out, by their keys in the signature
 */
record FunctionFrame(Map<String, NodeDef> nodes, Map<GraphTensor, Source> given, Map<String, GraphTensor> outputs) {
    FunctionFrame {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /** Where a tensor comes from that a function gets. */
    sealed interface Source {
        /** From whoever calls the model, under a key of the signature. */
        record Input(String key) implements Source {}

        /** From the graph of the SavedModel: a variable, a table, a constant. */
        record Outer(GraphTensor tensor) implements Source {}
    }

    /**
     * The body of a function.
     *
     * @param given where its arguments come from, in order
     * @param results the numbers of the results that go out, by their keys in the signature
     */
    static FunctionFrame of(
            FunctionDef function, List<Source> given, Map<String, Integer> results, OutputArguments arguments) {
        var signature = function.getSignature();
        if (signature.getInputArgCount() != given.size()) {
            throw damaged(function, "takes " + signature.getInputArgCount() + " arguments and gets " + given.size());
        }
        var nodes = new LinkedHashMap<String, NodeDef>();
        var sources = new LinkedHashMap<GraphTensor, Source>();
        var byKey = new HashMap<String, String>();
        for (int i = 0; i < given.size(); i++) {
            var argument = signature.getInputArg(i);
            sources.put(new GraphTensor(argument.getName(), 0), given.get(i));
            if (given.get(i) instanceof Source.Input input) {
                var first = byKey.putIfAbsent(input.key(), argument.getName());
                nodes.put(argument.getName(), first == null ? placeholder(argument) : copy(argument, first));
            }
        }
        var originals = new LinkedHashMap<String, NodeDef>();
        function.getNodeDefList().forEach(n -> originals.put(n.getName(), n));
        originals.forEach((name, node) -> {
            if (sources.containsKey(new GraphTensor(name, 0))) {
                throw damaged(function, "has an operation with the name of the argument '" + name + "'");
            }
            var inputs = new ArrayList<String>();
            node.getInputList().forEach(i -> inputs.add(reference(i, originals, arguments)));
            nodes.put(name, node.toBuilder().clearInput().addAllInput(inputs).build());
        });
        var outputs = new LinkedHashMap<String, GraphTensor>();
        results.forEach((key, number) -> {
            if (number >= signature.getOutputArgCount()) {
                throw damaged(function, "lacks result " + number);
            }
            var returned = Optional.ofNullable(function.getRetMap()
                            .get(signature.getOutputArg(number).getName()))
                    .orElseThrow(() -> damaged(function, "does not say what result " + number + " is"));
            outputs.put(key, GraphTensor.parse(reference(returned, originals, arguments)));
        });
        return new FunctionFrame(nodes, sources, outputs);
    }

    private static NodeDef placeholder(OpDef.ArgDef argument) {
        return NodeDef.newBuilder()
                .setName(argument.getName())
                .setOp("Placeholder")
                .putAttr("dtype", type(argument))
                .build();
    }

    private static NodeDef copy(OpDef.ArgDef argument, String of) {
        return NodeDef.newBuilder()
                .setName(argument.getName())
                .setOp("Identity")
                .addInput(of)
                .putAttr("T", type(argument))
                .build();
    }

    private static AttrValue type(OpDef.ArgDef argument) {
        return AttrValue.newBuilder().setType(argument.getType()).build();
    }

    /** A reference as graphs write it, from {@code ^node}, {@code argument}, or {@code node:output:element}. */
    private static String reference(String text, Map<String, NodeDef> nodes, OutputArguments arguments) {
        int colon = text.indexOf(':');
        if (colon < 0 || text.startsWith("^")) {
            return text;
        }
        String name = text.substring(0, colon);
        var node = nodes.get(name);
        if (node == null) {
            throw new FerryException(Code.CONTRACT, "reference '" + text + "'", "is to no operation", "");
        }
        var output = GraphTensor.parse(text.substring(colon + 1));
        int index = arguments.index(node, output.node(), output.index());
        return index == 0 ? name : name + ":" + index;
    }

    private static FerryException damaged(FunctionDef function, String what) {
        return new FerryException(
                Code.CONTRACT, "function '" + function.getSignature().getName() + "'", what, "");
    }

    /** What a tensor is a copy of: the tensor below all {@code Identity} operations. */
    GraphTensor origin(GraphTensor tensor) {
        var current = tensor;
        for (int i = 0; i < nodes.size(); i++) {
            var node = nodes.get(current.node());
            if (node == null || !node.getOp().equals("Identity") || node.getInputCount() == 0) {
                break;
            }
            current = GraphTensor.parse(node.getInput(0));
        }
        return current;
    }
}
