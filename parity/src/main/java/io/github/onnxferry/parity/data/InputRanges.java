package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a model's operators ask of the values of its inputs: an index is valid for the axis that it gathers from, a mask
 * is 0 or 1, a length does not pass the end, a switch is one of the values that it is compared with.
 *
 * <p>Each input is followed through operators that keep its values, into bodies too, to those that give them a meaning.
 */
final class InputRanges {
    /** Operators whose first input's values come out again. */
    private static final Set<String> KEEPS = Set.of(
            "Identity",
            "Cast",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Flatten",
            "Transpose",
            "Expand",
            "Slice",
            "Tile",
            "Split",
            "Gather",
            "GatherElements",
            "GatherND",
            "Concat",
            "Clip");

    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");
    private static final int SEQUENCE_LENS = 4;
    private static final ValueRange MASK = ValueRange.between(0, 2);
    private static final ValueRange FEW = ValueRange.between(1, 4);

    private final OnnxGraph graph;
    private final Map<String, List<OnnxNode>> consumers = new HashMap<>();
    private final Map<String, Tensor> constants;
    private final Map<String, OnnxType> types;

    private InputRanges(OnnxGraph graph) {
        this.graph = graph;
        this.constants = new HashMap<>(graph.initializers());
        this.types = new HashMap<>(graph.valueTypes());
        graph.inputs().forEach(i -> types.put(i.name(), i.type()));
        index(graph);
    }

    /** The ranges of a graph's inputs. */
    static InputRanges of(OnnxGraph graph) {
        return new InputRanges(graph);
    }

    private void index(OnnxGraph body) {
        body.initializers().forEach(constants::putIfAbsent);
        for (var node : body.nodes()) {
            node.inputs().stream()
                    .distinct()
                    .forEach(i ->
                            consumers.computeIfAbsent(i, k -> new ArrayList<>()).add(node));
            node.attributes().values().forEach(a -> {
                if (a instanceof OnnxAttribute.GraphValue g) {
                    index(g.value());
                }
            });
            if (node.opType().equals("Constant")) {
                constant(node)
                        .ifPresent(c -> constants.putIfAbsent(node.outputs().get(0), c));
            }
        }
    }

    private static Optional<Tensor> constant(OnnxNode node) {
        var value = node.attribute("value").orElse(null);
        if (value instanceof OnnxAttribute.TensorValue t) {
            return Optional.of(t.value());
        }
        return node.attribute("value_int").orElse(null) instanceof OnnxAttribute.IntValue i
                ? Optional.of(Tensor.scalar(DType.INT64, i.value()))
                : Optional.empty();
    }

    /**
     * The range of an input.
     *
     * @param lengths the input's own lengths
     * @param sizes lengths of free dimensions
     */
    ValueRange of(String input, long[] lengths, DimSizes sizes) {
        boolean integer = graph.inputs().stream()
                .filter(i -> i.name().equals(input))
                .map(OnnxValue::type)
                .anyMatch(t -> t instanceof OnnxType.TensorType tensor
                        && tensor.dtype().isInteger());
        return follow(input, integer, sizes, new HashSet<>());
    }

    private ValueRange follow(String value, boolean integer, DimSizes sizes, Set<String> seen) {
        var range = ValueRange.ANY;
        if (!seen.add(value)) {
            return range;
        }
        for (var node : consumers.getOrDefault(value, List.of())) {
            for (int i = 0; i < node.inputs().size(); i++) {
                if (node.inputs().get(i).equals(value)) {
                    range = range.and(meaning(node, i, integer, sizes));
                }
            }
            if (KEEPS.contains(node.opType())
                    && (node.inputs().get(0).equals(value) || node.opType().equals("Concat"))) {
                for (var output : node.outputs()) {
                    range = range.and(follow(output, integer, sizes, seen));
                }
            }
        }
        return range;
    }

    /** What one operator asks of the values of one of its inputs. */
    private ValueRange meaning(OnnxNode node, int place, boolean integer, DimSizes sizes) {
        return switch (node.opType()) {
            case "Gather", "GatherElements", "ScatterElements", "Scatter" ->
                place == 1 ? indices(node, axis(node, 0), sizes) : ValueRange.ANY;
            case "ArrayFeatureExtractor" -> place == 1 ? indices(node, -1, sizes) : ValueRange.ANY;
            case "GatherND", "ScatterND" -> place == 1 ? indicesOfAll(node, sizes) : ValueRange.ANY;
            case "OneHot" -> place == 0 ? below(constants.get(node.inputs().get(1))) : ValueRange.ANY;
            case "EmbedLayerNormalization" -> embedding(node, place);
            case "Where" -> place == 0 ? MASK : ValueRange.ANY;
            case "And", "Or", "Xor", "Not" -> MASK;
            case "Cast" -> castsToMask(node, integer) ? MASK : ValueRange.ANY;
            case "Equal" -> integer ? among(node.inputs().get(1 - place)) : ValueRange.ANY;
            case "Loop" -> place == 0 ? FEW : ValueRange.ANY;
            case "TopK" -> place == 1 ? FEW : ValueRange.ANY;
            case "LabelEncoder", "CategoryMapper", "OneHotEncoder" -> labels(node);
            default ->
                RECURRENT.contains(node.opType()) && place == SEQUENCE_LENS
                        ? sequenceLengths(node, sizes)
                        : ValueRange.ANY;
        };
    }

    /** An integer that becomes a bool, or a number that is taken from another or multiplied: a mask. */
    private boolean castsToMask(OnnxNode cast, boolean integer) {
        var to = cast.attribute("to").orElse(null) instanceof OnnxAttribute.IntValue i
                ? OnnxTypes.dtype(i.value())
                : Optional.<DType>empty();
        boolean toBool = to.filter(d -> d == DType.BOOL).isPresent();
        boolean toFloat = to.filter(DType::isFloat).isPresent();
        return toBool
                || (integer
                        && toFloat
                        && consumers.getOrDefault(cast.outputs().get(0), List.of()).stream()
                                .anyMatch(n ->
                                        n.opType().equals("Sub") || n.opType().equals("Mul")));
    }

    private ValueRange embedding(OnnxNode node, int place) {
        int table = place == 0 ? 2 : place == 1 ? 4 : -1;
        if (table < 0) {
            return place == node.inputs().size() - 1 && place > 6 ? MASK : ValueRange.ANY;
        }
        var rows = table < node.inputs().size() ? constants.get(node.inputs().get(table)) : null;
        return rows == null ? ValueRange.ANY : ValueRange.between(0, rows.sizes()[0]);
    }

    private static long axis(OnnxNode node, long otherwise) {
        return node.attribute("axis").orElse(null) instanceof OnnxAttribute.IntValue i ? i.value() : otherwise;
    }

    private ValueRange indices(OnnxNode node, long axis, DimSizes sizes) {
        var dims = dims(node.inputs().get(0), sizes);
        if (dims.length == 0) {
            return ValueRange.between(0, 1);
        }
        return ValueRange.between(0, dims[(int) Math.floorMod(axis, (long) dims.length)]);
    }

    /** An index over several axes: one that is valid on the shortest of them. */
    private ValueRange indicesOfAll(OnnxNode node, DimSizes sizes) {
        return ValueRange.between(
                0, Arrays.stream(dims(node.inputs().get(0), sizes)).min().orElse(1));
    }

    /** The lengths of a value as far as the file states them; an axis that is not stated counts as 1. */
    private long[] dims(String value, DimSizes sizes) {
        var constant = constants.get(value);
        if (constant != null) {
            return constant.sizes();
        }
        if (types.get(value) instanceof OnnxType.TensorType type && type.shape().hasRank()) {
            return type.shape().dims().stream()
                    .mapToLong((Dim d) -> sizes.of(d).orElse(1))
                    .toArray();
        }
        return new long[0];
    }

    private static ValueRange below(@Nullable Tensor depth) {
        return depth == null || depth.elements() != 1 ? ValueRange.ANY : ValueRange.between(0, depth.getLong(0));
    }

    private ValueRange among(String other) {
        var values = constants.get(other);
        if (values == null || values.elements() == 0 || !values.dtype().isInteger()) {
            return ValueRange.ANY;
        }
        var choices = Arrays.stream(values.longs()).boxed().collect(Collectors.toList());
        return new ValueRange(0, ValueRange.OPEN, choices, List.of(), false);
    }

    private ValueRange sequenceLengths(OnnxNode node, DimSizes sizes) {
        var dims = dims(node.inputs().get(0), sizes);
        var steps = ValueRange.between(1, dims.length == 0 ? 2 : dims[0] + 1);
        return new ValueRange(steps.low(), steps.high(), List.of(), List.of(), true);
    }

    private static ValueRange labels(OnnxNode node) {
        var words = Stream.of("keys_strings", "cats_strings")
                .map(key -> node.attribute(key).orElse(null))
                .filter(OnnxAttribute.StringsValue.class::isInstance)
                .flatMap(a -> ((OnnxAttribute.StringsValue) a).values().stream())
                .map(OnnxAttribute.Text::toString)
                .toList();
        return new ValueRange(0, ValueRange.OPEN, List.of(), words, false);
    }
}
