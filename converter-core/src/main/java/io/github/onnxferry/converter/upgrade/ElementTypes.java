package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;
import io.github.onnxferry.converter.tensor.DType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Element types of the tensors of a model, bodies included, as far as the file and the schemas of the operators tell.
 *
 * <p>A name that stands for values of different types in different bodies is left out.
 */
public final class ElementTypes {
    private final SchemaFacts facts = SchemaFacts.standard();
    private final OnnxModel model;
    private final Map<String, Optional<DType>> types = new HashMap<>();

    private ElementTypes(OnnxModel model) {
        this.model = model;
    }

    /** Element types by the name of the value. */
    public static Map<String, DType> of(OnnxModel model) {
        var walk = new ElementTypes(model);
        walk.graph(model.graph(), new Scope(Optional.empty()));
        var known = new HashMap<String, DType>();
        walk.types.forEach((name, type) -> type.ifPresent(t -> known.put(name, t)));
        return known;
    }

    private void graph(OnnxGraph graph, Scope scope) {
        scope.declare(graph, true);
        graph.inputs().forEach(i -> note(i.name(), scope));
        graph.initializers().keySet().forEach(i -> note(i, scope));
        for (var node : graph.nodes()) {
            var domain = Domain.normalise(node.domain());
            var schema = facts.find(domain, node.opType(), model.opsets().getOrDefault(domain, Long.MAX_VALUE));
            schema.ifPresent(s -> TypeFlow.learn(node, s, scope));
            bodies(node, schema.map(s -> s.since()).orElse(0), scope);
            node.outputs().forEach(o -> note(o, scope));
        }
    }

    private void bodies(OnnxNode node, int version, Scope scope) {
        for (var body : node.bodies()) {
            var inside = new Scope(Optional.of(scope));
            TypeFlow.learnBody(node, body, version, scope, inside);
            graph(body, inside);
            // The condition of a loop comes first among the results of its body, and is no result of the loop.
            int before = node.opType().equals("Loop") ? 1 : 0;
            for (int i = 0;
                    i < node.outputs().size() && i + before < body.outputs().size();
                    i++) {
                var dtype = inside.known(body.outputs().get(i + before).name()).dtype();
                scope.learn(node.outputs().get(i), Scope.Known.of(dtype));
            }
        }
    }

    private void note(String name, Scope scope) {
        if (!name.isEmpty()) {
            var type = scope.known(name).dtype();
            types.merge(name, type, (a, b) -> a.equals(b) ? a : Optional.empty());
        }
    }
}
