package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.onnx.OnnxNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a model's operators ask of the values of its inputs: an index is valid for the axis that it gathers from, a mask
 * is 0 or 1, a shape fits the elements that take it, a switch is one of the values that it is compared with.
 *
 * <p>{@link ValueRules} says what an operator asks of its own inputs. Each input of the model is followed through
 * operators that keep its values, into bodies too, to those that ask something.
 */
final class InputRanges {
    /** Operators whose first input's values come out again. */
    private static final Set<String> KEEPS = Set.of(
            "Identity",
            "Cast",
            "CastLike",
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
            "Clip",
            "Pad",
            "MaxPool",
            "OptionalGetElement",
            "Optional",
            "QuantizeLinear");

    /** Those among them that keep number and order of the values too. */
    private static final Set<String> KEEPS_ORDER =
            Set.of("Identity", "Cast", "CastLike", "Reshape", "Squeeze", "Unsqueeze", "Flatten");

    private static final Set<String> BODIES = Set.of("Loop", "Scan", "SequenceMap");

    private final GraphFacts facts;
    private final Map<String, ValueRange> ranges = new HashMap<>();
    private final Map<String, double[]> exact = new HashMap<>();

    private InputRanges(GraphFacts facts) {
        this.facts = facts;
    }

    /**
     * The ranges of a graph's inputs.
     *
     * @param sizes lengths of free dimensions
     * @param seed draws parameters, such as the axis that is summed over
     */
    static InputRanges of(GraphFacts facts, DimSizes sizes, long seed) {
        var ranges = new InputRanges(facts);
        for (var node : facts.nodes()) {
            ranges.ask(node, sizes, seed);
        }
        return ranges;
    }

    /**
     * What one node asks. The types that a file states are hints: where they and the node's attributes do not fit each
     * other, an index runs out of a shape, and the node asks nothing. Whether it is valid is for the runtimes to say.
     */
    private void ask(OnnxNode node, DimSizes sizes, long seed) {
        Map<String, ValueRange> asked = new HashMap<>();
        Map<String, double[]> set = new HashMap<>();
        try {
            ValueRules.of(node.opType()).apply(new BoundNode(node, facts, sizes, seed, asked, set));
        } catch (IndexOutOfBoundsException | NegativeArraySizeException | ArithmeticException e) {
            return;
        }
        asked.forEach((value, range) -> ranges.merge(value, range, ValueRange::and));
        exact.putAll(set);
    }

    /** The range of an input. */
    ValueRange of(String input) {
        return follow(input, new HashSet<>());
    }

    /** The values of an input that is drawn as a whole, if there are as many as it has elements. */
    Optional<double[]> exact(String input, long elements) {
        return followExact(input, new HashSet<>()).filter(v -> v.length == elements);
    }

    private ValueRange follow(String value, Set<String> seen) {
        var range = ValueRange.ANY;
        if (value.isEmpty() || !seen.add(value)) {
            return range;
        }
        range = range.and(ranges.getOrDefault(value, ValueRange.ANY));
        for (var node : facts.consumers(value)) {
            if (KEEPS.contains(node.opType())
                    && (node.inputs().get(0).equals(value) || node.opType().equals("Concat"))) {
                for (var output : node.outputs()) {
                    range = range.and(follow(output, seen));
                }
            }
            for (var inside : inside(node, value)) {
                range = range.and(follow(inside, seen));
            }
        }
        return range;
    }

    private Optional<double[]> followExact(String value, Set<String> seen) {
        if (value.isEmpty() || !seen.add(value)) {
            return Optional.empty();
        }
        var own = exact.get(value);
        if (own != null) {
            return Optional.of(own);
        }
        return facts.consumers(value).stream()
                .filter(n ->
                        KEEPS_ORDER.contains(n.opType()) && n.inputs().get(0).equals(value))
                .flatMap(n -> followExact(n.outputs().get(0), seen).stream())
                .findFirst();
    }

    /** What a value is called inside of the body that a node hands it to. */
    private static List<String> inside(OnnxNode node, String value) {
        if (!BODIES.contains(node.opType())) {
            return List.of();
        }
        return node.bodies().stream()
                .flatMap(body -> {
                    int shift = node.inputs().size() - body.inputs().size();
                    return IntStream.range(Math.max(0, shift), node.inputs().size())
                            .filter(i -> node.inputs().get(i).equals(value))
                            .mapToObj(i -> body.inputs().get(i - shift).name());
                })
                .toList();
    }
}
