package io.github.onnxferry.converter.target;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Names;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.TfNode;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which constants of a model's main function are kept as variables. Constants of the functions that it calls stay
 * constants: a variable would have to be handed down through every loop and branch.
 */
final class WeightPlan {
    /** Constants up to this size leave room for the graph in a message, which holds at most 2 GiB. */
    static final long MAX_CONSTANT_BYTES = (long) (1.9 * (1L << 30));
    /** Constants without a name are axes, shapes and the like below this size, tables and weights above. */
    private static final long MIN_UNNAMED_BYTES = 1024;

    private final Map<TfNode, Variable> byNode;
    private final List<Variable> variables;

    private WeightPlan(Map<TfNode, Variable> byNode) {
        this.byNode = Collections.unmodifiableMap(byNode);
        this.variables = byNode.values().stream().distinct().toList();
    }

    /** The plan for a model. */
    static WeightPlan of(TfModel model, Weights weights) {
        boolean asVariables = switch (weights) {
            case VARIABLES -> true;
            case CONSTANTS -> false;
            case AUTO -> constantBytes(model) >= MAX_CONSTANT_BYTES;
        };
        return asVariables ? variables(model.main()) : none();
    }

    /** Nothing is a variable. */
    static WeightPlan none() {
        return new WeightPlan(Map.of());
    }

    private static WeightPlan variables(TfFunction main) {
        var names = new Names();
        var byTensor = new IdentityHashMap<Tensor, Variable>();
        var byNode = new LinkedHashMap<TfNode, Variable>();
        for (TfNode node : main.nodes()) {
            if (node.tensor().filter(t -> isWeight(node, t)).isPresent()) {
                var tensor = node.tensor().get();
                byNode.put(node, byTensor.computeIfAbsent(tensor, t -> variable(node, t, names)));
            }
        }
        return new WeightPlan(byNode);
    }

    private static Variable variable(TfNode node, Tensor tensor, Names names) {
        boolean trainable = node.weightName().isPresent() && tensor.dtype().isFloat();
        var path = node.weightName().filter(n -> !Names.node(n).isEmpty()).orElse(node.name());
        return new Variable(names.unique(Names.node(path)), path, tensor, trainable);
    }

    private static boolean isWeight(TfNode node, Tensor tensor) {
        return tensor.dtype() != DType.STRING
                && (node.weightName().isPresent() || tensor.carrierBytes() >= MIN_UNNAMED_BYTES);
    }

    private static long constantBytes(TfModel model) {
        return Stream.concat(Stream.of(model.main()), model.library().stream())
                .flatMap(f -> f.nodes().stream())
                .flatMap(n -> n.tensor().stream())
                .filter(t -> t.dtype() != DType.STRING)
                .mapToLong(Tensor::carrierBytes)
                .sum();
    }

    /** The variable that takes the place of a constant of the main function. */
    Optional<Variable> variable(TfNode constant) {
        return Optional.ofNullable(byNode.get(constant));
    }

    /** All variables, in the order in which the main function has them; also the order of captures. */
    List<Variable> variables() {
        return variables;
    }
}
