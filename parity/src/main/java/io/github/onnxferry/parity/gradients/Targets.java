package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.graph.OpenedGraph;
import io.github.onnxferry.parity.run.GraphTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Finds what both sides can be differentiated with respect to: real inputs, and variables that hold a constant of the model. */
final class Targets {
    private final OpenedGraph graph;
    private final Map<String, Tensor> constants;
    private final List<String> remarks;

    private Targets(OpenedGraph graph, Map<String, Tensor> constants, List<String> remarks) {
        this.graph = graph;
        this.constants = constants;
        this.remarks = remarks;
    }

    /**
     * The targets, inputs first.
     *
     * @param remarks takes what cannot be one, and why
     */
    static List<Target> find(
            OnnxModel model,
            Path savedModel,
            DataSet inputs,
            OpenedGraph graph,
            GradientOptions options,
            List<String> remarks) {
        var targets = new Targets(graph, OpenedModel.constants(model), remarks);
        var found = new ArrayList<>(targets.inputs(inputs));
        var variables = targets.variables(savedModel);
        int room = Math.max(1, options.tensors() - found.size());
        var names = chosen(List.copyOf(variables.keySet()), room, options.seed());
        if (names.size() < variables.size()) {
            remarks.add(names.size() + " of " + variables.size() + " variables were sampled");
        }
        names.forEach(name ->
                targets.variable(name, variables.getOrDefault(name, List.of())).ifPresent(found::add));
        return List.copyOf(found.subList(0, Math.min(found.size(), options.tensors())));
    }

    private List<Target> inputs(DataSet inputs) {
        var found = new ArrayList<Target>();
        inputs.inputs().forEach((name, value) -> {
            var tensor = graph.function().inputs().get(name);
            if (value instanceof Datum.Dense dense
                    && Projection.isReal(dense.tensor().dtype())) {
                if (tensor == null) {
                    remarks.add("input '" + name + "' is not in the signature");
                } else if (dense.tensor().elements() > 0 && AdjointGraph.isDifferentiable(graph, tensor)) {
                    var layout = Layout.same(dense.tensor());
                    found.add(new Target(name, false, dense.tensor(), Map.of(tensor, layout)));
                }
            }
        });
        return found;
    }

    /** The tensors of the function that read variables, by the values of the ONNX model that the variables hold. */
    private Map<String, List<GraphTensor>> variables(Path savedModel) {
        var record = VariableRecord.read(savedModel);
        if (record.isEmpty()) {
            remarks.add("the SavedModel does not say which variables hold which weights: inputs only");
            return Map.of();
        }
        if (record.get().isEmpty()) {
            remarks.add("the SavedModel has no trainable variables: inputs only; convert with weights as variables");
        }
        var reads = reads();
        var byValue = new LinkedHashMap<String, List<GraphTensor>>();
        for (var variable : record.get()) {
            byValue.computeIfAbsent(variable.value(), v -> new ArrayList<>())
                    .addAll(reads.getOrDefault(variable.variable(), List.of()));
        }
        byValue.values().removeIf(List::isEmpty);
        int all = byValue.size();
        byValue.keySet().removeIf(name -> {
            var value = constants.get(name);
            return value != null && !Projection.isReal(value.dtype());
        });
        if (byValue.size() < all) {
            remarks.add((all - byValue.size()) + " variables hold what is not real in the ONNX model; not compared");
        }
        return byValue;
    }

    private Map<String, List<GraphTensor>> reads() {
        var handles = new HashMap<String, String>();
        graph.function().bound().forEach((argument, outer) -> handles.put(argument.node(), outer.node()));
        var reads = new HashMap<String, List<GraphTensor>>();
        for (var node : graph.function().nodes()) {
            if (node.getOp().equals("ReadVariableOp")) {
                var handle = handles.get(GraphTensor.parse(node.getInput(0)).node());
                if (handle != null) {
                    reads.computeIfAbsent(handle, h -> new ArrayList<>()).add(new GraphTensor(node.getName(), 0));
                }
            }
        }
        return reads;
    }

    /** Some of many, evenly, the first and the last among them where there is room; which ones of a stretch the seed says. */
    private static List<String> chosen(List<String> all, int most, long seed) {
        if (all.size() <= most) {
            return all;
        }
        var random = new Random(seed);
        var chosen = new ArrayList<String>();
        for (int i = 0; i < most; i++) {
            int from = (int) ((long) i * all.size() / most);
            int to = (int) ((i + 1L) * all.size() / most);
            boolean end = most > 1 && (i == 0 || i == most - 1);
            chosen.add(all.get(end ? (i == 0 ? 0 : all.size() - 1) : from + random.nextInt(to - from)));
        }
        return Collections.unmodifiableList(chosen);
    }

    private Optional<Target> variable(String name, List<GraphTensor> reads) {
        var value = constants.get(name);
        String variable = "variable '" + name + "' ";
        if (value == null) {
            remarks.add(variable + "holds no constant of the main graph; not compared");
            return Optional.empty();
        }
        if (value.elements() == 0) {
            remarks.add(variable + "has no elements");
            return Optional.empty();
        }
        var inFunction = reads.stream().map(r -> r.below(OpenedGraph.FUNCTION)).toList();
        var held = graph.run(Map.of(), inFunction);
        var places = new HashMap<GraphTensor, Layout>();
        for (int i = 0; i < reads.size(); i++) {
            var copy = held.get(inFunction.get(i));
            var layouts = copy == null ? List.<Layout>of() : Layout.of(value, copy);
            if (layouts.size() != 1) {
                remarks.add(variable
                        + (layouts.isEmpty()
                                ? "is no re-laid copy of the ONNX model's value; not compared"
                                : "is all of one value, which does not tell its axes apart; not compared"));
                return Optional.empty();
            }
            places.put(reads.get(i), layouts.get(0));
        }
        return Optional.of(new Target(name, true, value, places));
    }

    /** The names of constants among targets. */
    static Set<String> names(List<Target> targets) {
        var names = new HashSet<String>();
        targets.stream().filter(Target::variable).forEach(t -> names.add(t.name()));
        return names;
    }
}
