package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.onnx.schema.OpSchema;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The upgrade of one model: walks its graph once, in order, bodies and called functions included. */
final class ModelUpgrade {
    /** From this version of the file format on, an initializer that is also an input may be fed by the caller. */
    private static final int OVERRIDABLE_INITIALIZERS = 4;

    private final SchemaFacts facts;
    private final UpgradeTable table;
    private final OnnxModel model;
    private final Names names;
    private final LocalFunctions functions;
    private final List<Problem> problems = new ArrayList<>();

    ModelUpgrade(SchemaFacts facts, UpgradeTable table, OnnxModel model) {
        this.facts = facts;
        this.table = table;
        this.model = model;
        this.names = new Names(model.graph());
        this.functions = LocalFunctions.of(model);
    }

    OnnxModel result() {
        OnnxGraph graph = graph(model.graph(), opsets(model.opsets()), new Scope(Optional.empty()));
        if (!problems.isEmpty()) {
            throw new FerryException(problems);
        }
        return new OnnxModel(model.irVersion(), newest(), graph, List.of(), model.metadata(), model.source());
    }

    private OnnxGraph graph(OnnxGraph graph, Map<String, Long> opsets, Scope scope) {
        scope.declare(graph, model.irVersion() < OVERRIDABLE_INITIALIZERS);
        graph.nodes().forEach(node -> checked(node, opsets, scope));
        var initializers = new LinkedHashMap<>(graph.initializers());
        initializers.putAll(scope.initializers());
        return new OnnxGraph(
                graph.name(), scope.nodes(), graph.inputs(), graph.outputs(), initializers, graph.valueTypes());
    }

    /** Upgrades a node, or notes why that cannot be. */
    private void checked(OnnxNode node, Map<String, Long> opsets, Scope scope) {
        try {
            node(node, opsets, scope);
        } catch (FerryException refusal) {
            problems.addAll(refusal.problems());
        }
    }

    private void node(OnnxNode node, Map<String, Long> opsets, Scope scope) {
        Optional<OnnxFunction> function = functions.find(node);
        if (function.isPresent()) {
            call(node, function.get(), scope);
            return;
        }
        String domain = Domain.normalise(node.domain());
        if (facts.versions(domain, node.opType()).isEmpty()) {
            scope.add(withNewBodies(node, 0, opsets, scope));
            return;
        }
        Long opset = opsets.get(domain);
        if (opset == null) {
            throw new FerryException(
                    Code.OPSET_MISSING,
                    node.where(),
                    "no opset version of domain '" + domain + "' is imported",
                    "the model is invalid");
        }
        int version =
                facts.find(domain, node.opType(), opset).map(OpSchema::since).orElse(0);
        emit(withNewBodies(node, version, opsets, scope), opset, scope);
    }

    /** Adapters rely on a node's required inputs and on its first output. */
    private static void requireItsValues(OnnxNode node, OpSchema form) {
        if (node.inputs().size() < form.minInputs() || (node.outputs().isEmpty() && form.minOutputs() > 0)) {
            throw new FerryException(
                    Code.INPUT_COUNT,
                    node.where(),
                    "it has fewer inputs or outputs than its operator requires",
                    "the model is invalid");
        }
    }

    private void call(OnnxNode call, OnnxFunction function, Scope scope) {
        var body = FunctionBody.of(call, function, names);
        Map<String, Long> opsets = opsets(function.opsets());
        body.nodes().forEach(node -> checked(node, opsets, scope));
        body.copies().forEach(copy -> emit(copy, Long.MAX_VALUE, scope));
    }

    private OnnxNode withNewBodies(OnnxNode node, int version, Map<String, Long> opsets, Scope scope) {
        return node.withBodies(body -> {
            Scope inside = new Scope(Optional.of(scope));
            TypeFlow.learnBody(node, body, version, scope, inside);
            return graph(body, opsets, inside);
        });
    }

    /** Brings a node from the form of an opset version to the newest; its bodies are in their newest form already. */
    private void emit(OnnxNode node, long opset, Scope scope) {
        String domain = Domain.normalise(node.domain());
        facts.find(domain, node.opType(), opset).ifPresent(schema -> TypeFlow.learn(node, schema, scope));
        for (OpSchema next : facts.versions(domain, node.opType())) {
            Optional<UpgradeTable.Row> row =
                    next.since() > opset ? table.row(domain, node.opType(), next.since()) : Optional.empty();
            if (row.isPresent()) {
                row.get().adapter().adapt(node, new Rewrite(node, next.since(), scope, names, this::emit));
                return;
            }
        }
        scope.add(node);
    }

    private static Map<String, Long> opsets(Map<String, Long> imports) {
        var normalised = new LinkedHashMap<String, Long>();
        imports.forEach((domain, version) -> normalised.put(Domain.normalise(domain), version));
        return normalised;
    }

    /** The opset versions of the result: the newest of each domain, or what the model says of an unknown domain. */
    private Map<String, Long> newest() {
        var imports = opsets(model.opsets());
        model.functions().forEach(function -> opsets(function.opsets()).forEach(imports::putIfAbsent));
        imports.putIfAbsent(Domain.ONNX, 1L);
        imports.replaceAll((domain, version) -> Math.max(
                version,
                facts.newestOpset(domain).isPresent()
                        ? facts.newestOpset(domain).getAsLong()
                        : version));
        return imports;
    }
}
