package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.noise.NoiseClass;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** What lies on the way to each output of a model. */
final class OutputPaths {
    private static final Set<String> MOVES = Set.of(
            "Identity",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Slice",
            "Split",
            "Concat",
            "Gather",
            "Cast");

    private final Map<String, OnnxNode> makers = new HashMap<>();
    private final Map<String, Tensor> constants;

    OutputPaths(OnnxGraph graph) {
        this.constants = new HashMap<>(graph.initializers());
        for (var node : graph.nodes()) {
            node.outputs().forEach(o -> makers.put(o, node));
            if (node.attribute("value").orElse(null) instanceof OnnxAttribute.TensorValue value) {
                constants.put(node.outputs().get(0), value.value());
            }
        }
    }

    /** The node that computes a value. */
    Optional<OnnxNode> maker(String value) {
        return Optional.ofNullable(makers.get(value));
    }

    /** The node that computes a value or what it is moved from; the first of several that are joined. */
    private Optional<OnnxNode> source(String value) {
        var node = makers.get(value);
        for (int i = 0; node != null && MOVES.contains(node.opType()) && i < makers.size(); i++) {
            node = makers.get(node.inputs().get(0));
        }
        return Optional.ofNullable(node);
    }

    /** The step of the grid that an output lies on: 1 for integers that are quantised values, a scale for real numbers. */
    OptionalDouble step(String output) {
        var node = source(output).orElse(null);
        if (node == null) {
            return OptionalDouble.empty();
        }
        if (node.opType().equals("DequantizeLinear")) {
            var scale = constants.get(node.inputs().get(1));
            return scale == null || scale.elements() == 0
                    ? OptionalDouble.empty()
                    : java.util.Arrays.stream(scale.doubles()).map(Math::abs).max();
        }
        var noise = NoiseClass.of(node.domain(), node.opType());
        boolean whole = (noise == NoiseClass.QUANTISE || noise == NoiseClass.REQUANTISE)
                && node.outputs().indexOf(output) <= 0;
        return whole ? OptionalDouble.of(1) : OptionalDouble.empty();
    }

    /** How many operators of each class lie on the way to an output, such as {@code 12 sum, 30 function}. */
    String text(String output) {
        Map<NoiseClass, Integer> counts = new EnumMap<>(NoiseClass.class);
        Set<OnnxNode> seen = new HashSet<>();
        var open = new ArrayDeque<String>();
        open.add(output);
        while (!open.isEmpty()) {
            var node = makers.get(open.pop());
            if (node != null && seen.add(node)) {
                counts.merge(NoiseClass.of(node.domain(), node.opType()), 1, Integer::sum);
                open.addAll(node.inputs());
            }
        }
        counts.remove(NoiseClass.EXACT);
        return counts.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
