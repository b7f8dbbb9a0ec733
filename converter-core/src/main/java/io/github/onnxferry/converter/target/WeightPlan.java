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
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which constants of a model's main function are kept as variables. Constants of the functions that it calls stay
 * constants: a variable would have to be handed down through every loop and branch.
 */
final class WeightPlan {
    /**
     * Up to this size all weights are constants, if the choice is ours. TensorFlow copies constants over and over while it
     * loads and optimises a graph: about 25 times their size was measured to stay resident after the first call.
     */
    static final long SMALL_MODEL_BYTES = 32L << 20;
    /** Of larger models, constants take at most this and the following part of all weights. */
    static final long MAX_CONSTANT_BYTES = 16L << 20;

    static final long CONSTANT_PART = 128;
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
        return switch (weights) {
            case CONSTANTS -> none();
            case VARIABLES -> variables(model.main(), 0);
            case AUTO -> {
                long bytes = constantBytes(model);
                yield bytes <= SMALL_MODEL_BYTES
                        ? none()
                        : variables(
                                model.main(), small(model.main(), Math.min(MAX_CONSTANT_BYTES, bytes / CONSTANT_PART)));
            }
        };
    }

    /** The largest size such that all constants of up to that size take at most {@code budget} bytes. */
    private static long small(TfFunction main, long budget) {
        var bySize = new TreeMap<Long, Long>();
        main.nodes().stream()
                .flatMap(node -> node.tensor().filter(t -> isWeight(node, t)).stream())
                .forEach(t -> bySize.merge(t.carrierBytes(), t.carrierBytes(), Long::sum));
        long size = 0;
        long sum = 0;
        for (var entry : bySize.entrySet()) {
            sum += entry.getValue();
            if (sum > budget) {
                break;
            }
            size = entry.getKey();
        }
        return size;
    }

    /** Nothing is a variable. */
    static WeightPlan none() {
        return new WeightPlan(Map.of());
    }

    /** Weights of more than so many bytes are variables. */
    private static WeightPlan variables(TfFunction main, long small) {
        var names = new Names();
        var byTensor = new IdentityHashMap<Tensor, Variable>();
        var byNode = new LinkedHashMap<TfNode, Variable>();
        for (TfNode node : main.nodes()) {
            if (node.tensor()
                    .filter(t -> isWeight(node, t) && (small == 0 || t.carrierBytes() > small))
                    .isPresent()) {
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
