package io.github.onnxferry.parity.graph;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.graph.FunctionFrame.Source;
import io.github.onnxferry.parity.run.GraphTensor;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.VersionDef;

/**
 * What computes the outputs of {@code serving_default}, as operations of a graph: the function behind the signature, through
 * all functions that only hand on; or the graph itself, where it calls none. Functions that it calls in turn stay calls.
 *
 * @param nodes the operations of the function, in the order of the file, or those of the graph that the outputs need; inputs
 *     are placeholders
 * @param inputs the placeholder of each input, by its key in the signature
 * @param outputs where each output is, by its key
 * @param bound variables, tables and the like: tensors of the SavedModel's own graph, by the names under which the
 *     operations refer to them
 * @param versions of the graph that the operations are from
 */
public record ServedFunction(
        List<NodeDef> nodes,
        Map<String, GraphTensor> inputs,
        Map<String, GraphTensor> outputs,
        Map<GraphTensor, GraphTensor> bound,
        VersionDef versions) {
    private static final String SIGNATURE = "serving_default";
    private static final int MAX_DEPTH = 100;
    private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

    public ServedFunction {
        nodes = List.copyOf(nodes);
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        bound = Collections.unmodifiableMap(new LinkedHashMap<>(bound));
    }

    /**
     * Opens the function of a SavedModel.
     *
     * @throws FerryException RUNTIME_LOAD or TOO_LARGE if the file cannot be read, CONTRACT if it serves no signature or is
     *     not consistent
     */
    public static ServedFunction read(Path savedModel) {
        return of(SavedModelFile.read(savedModel), savedModel.toString());
    }

    static ServedFunction of(MetaGraphDef model, String where) {
        if (!model.containsSignatureDef(SIGNATURE)) {
            throw new FerryException(
                    Code.CONTRACT,
                    where,
                    "has no signature '" + SIGNATURE + "'",
                    "check the folder of a converted model");
        }
        var functions = new HashMap<String, FunctionDef>();
        model.getGraphDef()
                .getLibrary()
                .getFunctionList()
                .forEach(f -> functions.put(f.getSignature().getName(), f));
        var arguments = new OutputArguments(functions);
        var nodes = new LinkedHashMap<String, NodeDef>();
        model.getGraphDef().getNodeList().forEach(n -> nodes.put(n.getName(), n));
        var signature = model.getSignatureDefOrThrow(SIGNATURE);
        var given = new LinkedHashMap<GraphTensor, Source>();
        tensors(signature.getInputsMap()).forEach((key, tensor) -> given.put(tensor, new Source.Input(key)));
        var frame = new FunctionFrame(nodes, given, tensors(signature.getOutputsMap()));
        boolean outermost = true;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            var inner = called(frame, outermost, functions, arguments);
            if (inner.isEmpty()) {
                return flat(frame, outermost, arguments, model.getGraphDef().getVersions());
            }
            frame = inner.get();
            outermost = false;
        }
        throw new FerryException(Code.CONTRACT, where, "its functions call one another without end", "");
    }

    private static Map<String, GraphTensor> tensors(Map<String, TensorInfo> infos) {
        var tensors = new TreeMap<String, GraphTensor>();
        infos.forEach((key, info) -> tensors.put(key, GraphTensor.parse(info.getName())));
        return tensors;
    }

    /** The function that gives all outputs of a frame, if one call does and it gets nothing that is computed here. */
    private static Optional<FunctionFrame> called(
            FunctionFrame frame, boolean outermost, Map<String, FunctionDef> functions, OutputArguments arguments) {
        var results = new LinkedHashMap<String, Integer>();
        var callers = new HashSet<String>();
        frame.outputs().forEach((key, tensor) -> {
            var origin = frame.origin(tensor);
            callers.add(origin.node());
            results.put(key, origin.index());
        });
        var call = callers.size() == 1 ? frame.nodes().get(callers.iterator().next()) : null;
        if (call == null || !CALLS.contains(call.getOp())) {
            return Optional.empty();
        }
        var function = functions.get(call.getAttrOrDefault("f", AttrValue.getDefaultInstance())
                .getFunc()
                .getName());
        var given = new ArrayList<Source>();
        for (String input : call.getInputList()) {
            if (!input.startsWith("^")) {
                source(frame, frame.origin(GraphTensor.parse(input)), outermost).ifPresent(given::add);
            }
        }
        long inputs =
                call.getInputList().stream().filter(i -> !i.startsWith("^")).count();
        return function == null || given.size() != inputs
                ? Optional.empty()
                : Optional.of(FunctionFrame.of(function, given, results, arguments));
    }

    /** Where a tensor of a frame comes from: what the frame gets, or what the outermost graph has without computing it. */
    private static Optional<Source> source(FunctionFrame frame, GraphTensor tensor, boolean outermost) {
        var given = frame.given().get(tensor);
        if (given != null) {
            return Optional.of(given);
        }
        var node = frame.nodes().get(tensor.node());
        return outermost && node != null && node.getInputCount() == 0
                ? Optional.of(new Source.Outer(tensor))
                : Optional.empty();
    }

    private static ServedFunction flat(
            FunctionFrame frame, boolean outermost, OutputArguments arguments, VersionDef versions) {
        var inputs = new LinkedHashMap<String, GraphTensor>();
        var bound = new LinkedHashMap<GraphTensor, GraphTensor>();
        frame.given().forEach((tensor, source) -> {
            if (source instanceof Source.Outer outer) {
                bound.put(tensor, outer.tensor());
            } else if (source instanceof Source.Input input) {
                inputs.putIfAbsent(input.key(), tensor);
            }
        });
        var names = new LinkedHashSet<String>();
        var needed = needed(frame, inputs.values());
        for (var node : frame.nodes().values()) {
            if (outermost && arguments.givesHandle(node)) {
                var handle = new GraphTensor(node.getName(), 0);
                bound.put(handle, handle);
            } else if (!outermost || needed.contains(node.getName())) {
                names.add(node.getName());
            }
        }
        var nodes = names.stream()
                .map(frame.nodes()::get)
                .map(n -> withControlsIn(n, names))
                .toList();
        return new ServedFunction(nodes, inputs, frame.outputs(), bound, versions);
    }

    /** An operation without the control inputs from operations that are not taken along. */
    private static NodeDef withControlsIn(NodeDef node, Set<String> names) {
        var inputs = node.getInputList().stream()
                .filter(i -> !i.startsWith("^") || names.contains(i.substring(1)))
                .toList();
        return inputs.size() == node.getInputCount()
                ? node
                : node.toBuilder().clearInput().addAllInput(inputs).build();
    }

    /** The names of the inputs and of the operations that the outputs need. */
    private static Set<String> needed(FunctionFrame frame, Collection<GraphTensor> inputs) {
        var needed = new HashSet<String>();
        var open = new ArrayDeque<String>();
        frame.outputs().values().forEach(t -> open.add(t.node()));
        inputs.forEach(t -> open.add(t.node()));
        while (!open.isEmpty()) {
            String name = open.pop();
            var node = frame.nodes().get(name);
            if (node != null && needed.add(name)) {
                node.getInputList()
                        .forEach(i -> open.push(
                                i.startsWith("^")
                                        ? i.substring(1)
                                        : GraphTensor.parse(i).node()));
            }
        }
        return needed;
    }
}
