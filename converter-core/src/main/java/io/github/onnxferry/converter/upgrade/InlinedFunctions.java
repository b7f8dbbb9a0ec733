package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model with the nodes of its functions in the place of their calls, in the opset versions that it has. */
public final class InlinedFunctions {
    private final LocalFunctions functions;
    private final Names names;

    private InlinedFunctions(OnnxModel model) {
        this.functions = LocalFunctions.of(model);
        this.names = new Names(model.graph());
    }

    /**
     * The model without functions. Values outside of functions keep their names.
     *
     * @return nothing if a function is written for other opset versions than the model or another function, so that their
     *     nodes cannot stand side by side
     * @throws FerryException FUNCTION_INVALID, NESTING_TOO_DEEP or TOO_LARGE as {@link Upgrader#upgrade}
     */
    public static Optional<OnnxModel> of(OnnxModel model) {
        Map<String, Long> opsets = new LinkedHashMap<>(model.opsets());
        Map<String, Long> normalised = new HashMap<>();
        opsets.forEach((domain, version) -> normalised.put(Domain.normalise(domain), version));
        for (OnnxFunction function : model.functions()) {
            for (var opset : function.opsets().entrySet()) {
                Long present = normalised.putIfAbsent(Domain.normalise(opset.getKey()), opset.getValue());
                if (present == null) {
                    opsets.put(opset.getKey(), opset.getValue());
                } else if (!present.equals(opset.getValue())) {
                    return Optional.empty();
                }
            }
        }
        OnnxGraph graph = new InlinedFunctions(model).graph(model.graph());
        return Optional.of(
                new OnnxModel(model.irVersion(), opsets, graph, List.of(), model.metadata(), model.source()));
    }

    private OnnxGraph graph(OnnxGraph graph) {
        var nodes = new ArrayList<OnnxNode>();
        graph.nodes().forEach(node -> add(node, nodes));
        return graph.withNodes(nodes);
    }

    private void add(OnnxNode node, List<OnnxNode> nodes) {
        Optional<OnnxFunction> function = functions.find(node);
        if (function.isEmpty()) {
            nodes.add(node.withBodies(this::graph));
            return;
        }
        var body = FunctionBody.of(node, function.get(), names);
        body.nodes().forEach(inner -> add(inner, nodes));
        nodes.addAll(body.copies());
    }
}
