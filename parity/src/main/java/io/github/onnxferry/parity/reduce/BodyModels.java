package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Bodies of {@code If}, {@code Loop}, {@code Scan} and {@code SequenceMap} as models of their own, fed with the values that
 * they have the first time they run.
 */
final class BodyModels {
    /** Scan has no batch axis from this opset on. */
    private static final long SCAN_WITHOUT_BATCH = 9;

    private final OnnxModel model;
    private final Function<String, Optional<Datum>> values;

    /**
     * Bodies in a model.
     *
     * @param values values of the model's main graph, as far as they are known
     */
    BodyModels(OnnxModel model, Function<String, Optional<Datum>> values) {
        this.model = model;
        this.values = values;
    }

    /**
     * A body.
     *
     * @param model the body as a model
     * @param inputs its inputs, as far as they are known
     */
    record BodyModel(OnnxModel model, Map<String, Datum> inputs) {
        /** The same with all that its nodes compute as outputs: what one round washes out is seen all the same. */
        BodyModel observed() {
            var graph = model.graph();
            var outputs = graph.nodes().stream()
                    .flatMap(n -> n.outputs().stream())
                    .filter(o -> !o.isEmpty())
                    .map(o -> new OnnxValue(o, new OnnxType.Unknown()))
                    .toList();
            return new BodyModel(
                    model.withGraph(new OnnxGraph(
                            graph.name(),
                            graph.nodes(),
                            graph.inputs(),
                            outputs,
                            graph.initializers(),
                            graph.valueTypes())),
                    inputs);
        }
    }

    /** The bodies of a node, those first that run first; none if it is not known how its operator runs them. */
    List<BodyModel> of(OnnxNode node) {
        if (!Domain.normalise(node.domain()).equals(Domain.ONNX)) {
            return List.of();
        }
        return switch (node.opType()) {
            case "If" -> branches(node);
            case "Loop" -> body(node, "body", loop(node));
            case "Scan" ->
                scan(node).map(arguments -> body(node, "body", arguments)).orElse(List.of());
            case "SequenceMap" ->
                body(node, "body", node.inputs().stream().map(this::firstItem).toList());
            default -> List.of();
        };
    }

    private List<BodyModel> branches(OnnxNode node) {
        boolean holds = value(node, 0)
                .map(c -> c instanceof Datum.Dense d
                        && d.tensor().elements() > 0
                        && d.tensor().getLong(0) != 0)
                .orElse(true);
        var bodies = new ArrayList<>(body(node, holds ? "then_branch" : "else_branch", List.of()));
        bodies.addAll(body(node, holds ? "else_branch" : "then_branch", List.of()));
        return bodies;
    }

    private List<Optional<Datum>> loop(OnnxNode node) {
        var arguments = new ArrayList<Optional<Datum>>();
        arguments.add(Optional.of(Datum.of(Tensor.scalar(DType.INT64, 0))));
        arguments.add(value(node, 1).or(() -> Optional.of(Datum.of(Tensor.scalar(DType.BOOL, 1)))));
        for (int i = 2; i < node.inputs().size(); i++) {
            arguments.add(value(node, i));
        }
        return arguments;
    }

    private Optional<List<Optional<Datum>>> scan(OnnxNode node) {
        if (model.opsets().getOrDefault(Domain.ONNX, SCAN_WITHOUT_BATCH) < SCAN_WITHOUT_BATCH
                || !(node.attribute("num_scan_inputs").orElse(null) instanceof IntValue count)) {
            return Optional.empty();
        }
        int states = (int) Math.max(0, node.inputs().size() - count.value());
        var axes = ints(node, "scan_input_axes");
        var directions = ints(node, "scan_input_directions");
        var arguments = new ArrayList<Optional<Datum>>();
        for (int i = 0; i < node.inputs().size(); i++) {
            int scanned = i - states;
            long axis = scanned >= 0 && scanned < axes.size() ? axes.get(scanned) : 0;
            boolean backward = scanned >= 0 && scanned < directions.size() && directions.get(scanned) != 0;
            arguments.add(scanned < 0 ? value(node, i) : value(node, i).flatMap(v -> slice(v, axis, backward)));
        }
        return Optional.of(arguments);
    }

    private static List<Long> ints(OnnxNode node, String attribute) {
        return node.attribute(attribute).orElse(null) instanceof IntsValue ints ? ints.values() : List.of();
    }

    /** The first, or last, slice along an axis, without the axis. */
    private static Optional<Datum> slice(Datum value, long axis, boolean last) {
        if (!(value instanceof Datum.Dense dense) || dense.tensor().rank() == 0) {
            return Optional.empty();
        }
        var tensor = dense.tensor();
        int rank = tensor.rank();
        int along = (int) (axis < 0 ? axis + rank : axis);
        if (along < 0 || along >= rank || tensor.sizes()[along] == 0 || tensor.elements() > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        var sizes = new ArrayList<Long>();
        Arrays.stream(tensor.sizes()).forEach(sizes::add);
        long steps = sizes.remove(along);
        long after = 1;
        for (int i = along + 1; i < rank; i++) {
            after *= tensor.sizes()[i];
        }
        var lengths = sizes.stream().mapToLong(Long::longValue).toArray();
        var positions = new long[(int) Tensor.elements(lengths)];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = (i / after * steps + (last ? steps - 1 : 0)) * after + i % after;
        }
        return Optional.of(Datum.of(tensor.pick(lengths, positions)));
    }

    private Optional<Datum> firstItem(String name) {
        return values.apply(name)
                .flatMap(v -> v instanceof Datum.Sequence s ? s.items().stream().findFirst() : Optional.of(v));
    }

    private Optional<Datum> value(OnnxNode node, int index) {
        return index < node.inputs().size() && !node.inputs().get(index).isEmpty()
                ? constant(node.inputs().get(index))
                        .or(() -> values.apply(node.inputs().get(index)))
                : Optional.empty();
    }

    private Optional<Datum> constant(String name) {
        return Optional.ofNullable(model.graph().initializers().get(name)).map(Datum::of);
    }

    private List<BodyModel> body(OnnxNode node, String attribute, List<Optional<Datum>> arguments) {
        if (!(node.attribute(attribute).orElse(null) instanceof OnnxAttribute.GraphValue body)) {
            return List.of();
        }
        var graph = body.value();
        Map<String, Datum> known = new LinkedHashMap<>();
        for (int i = 0; i < graph.inputs().size() && i < arguments.size(); i++) {
            var name = graph.inputs().get(i).name();
            arguments.get(i).ifPresent(value -> known.put(name, value));
        }
        var inputs = new ArrayList<>(graph.inputs());
        var initializers = new LinkedHashMap<>(graph.initializers());
        for (var name : NodeUses.captured(graph)) {
            var initializer = model.graph().initializers().get(name);
            if (initializer != null) {
                initializers.put(name, initializer);
            } else {
                values.apply(name).ifPresent(value -> known.put(name, value));
                inputs.add(new OnnxValue(name, type(name)));
            }
        }
        Set<String> made = new HashSet<>();
        graph.nodes().forEach(n -> made.addAll(n.outputs()));
        var outputs =
                graph.outputs().stream().filter(o -> made.contains(o.name())).toList();
        return List.of(new BodyModel(
                model.withGraph(
                        new OnnxGraph(graph.name(), graph.nodes(), inputs, outputs, initializers, graph.valueTypes())),
                known));
    }

    private OnnxType type(String name) {
        var graph = model.graph();
        return graph.inputs().stream()
                .filter(i -> i.name().equals(name))
                .map(OnnxValue::type)
                .findFirst()
                .orElseGet(() -> graph.valueTypes().getOrDefault(name, new OnnxType.Unknown()));
    }
}
