package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.upgrade.Scope.Known;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** How many axes the first output of a node has and, where it has one, how many elements. */
final class RankRules {
    /** Operators whose output has as many axes as their first input. */
    private static final Set<String> AS_FIRST_INPUT = Set.of(
            "Abs",
            "AveragePool",
            "BatchNormalization",
            "Cast",
            "Ceil",
            "Clip",
            "Concat",
            "Conv",
            "ConvTranspose",
            "CumSum",
            "Dropout",
            "Elu",
            "Exp",
            "Floor",
            "GlobalAveragePool",
            "GlobalLpPool",
            "GlobalMaxPool",
            "HardSigmoid",
            "Hardmax",
            "Identity",
            "InstanceNormalization",
            "LRN",
            "LeakyRelu",
            "Log",
            "LogSoftmax",
            "LpNormalization",
            "LpPool",
            "MaxPool",
            "MeanVarianceNormalization",
            "Neg",
            "Not",
            "PRelu",
            "Pad",
            "Reciprocal",
            "Relu",
            "Resize",
            "Selu",
            "Sigmoid",
            "Slice",
            "Softmax",
            "Softplus",
            "Softsign",
            "Split",
            "Sqrt",
            "Tanh",
            "Tile",
            "Transpose",
            "Upsample");

    /** Operators that broadcast their inputs against each other. */
    private static final Set<String> AS_WIDEST_INPUT = Set.of(
            "Add", "And", "Div", "Equal", "Greater", "Less", "Max", "Mean", "Min", "Mul", "Or", "Pow", "Sub", "Sum",
            "Where", "Xor");

    private static final Set<String> MATRIX = Set.of("Flatten", "Gemm");

    private static final Set<String> VECTOR = Set.of("Shape");

    private RankRules() {}

    /** Rank and length of a node's first output, if they are easily told. */
    static Known known(OnnxNode node, Scope scope) {
        OptionalInt length = length(node, scope);
        OptionalInt rank = length.isPresent() ? OptionalInt.of(1) : rank(node, scope);
        return new Known(Optional.empty(), rank, length, Optional.empty());
    }

    private static OptionalInt length(OnnxNode node, Scope scope) {
        List<Known> inputs = node.inputs().stream().map(scope::known).toList();
        return switch (node.opType()) {
            case "Shape" -> node.attributes().isEmpty() ? inputs.get(0).rank() : OptionalInt.empty();
            case "Cast", "Identity", "Neg" -> inputs.get(0).length();
            case "Concat" ->
                inputs.stream().allMatch(part -> part.length().isPresent())
                        ? OptionalInt.of(inputs.stream()
                                .mapToInt(part -> part.length().getAsInt())
                                .sum())
                        : OptionalInt.empty();
            case "Unsqueeze" ->
                inputs.get(0).rank().equals(OptionalInt.of(0))
                                && resized(node, scope).equals(OptionalInt.of(1))
                        ? OptionalInt.of(1)
                        : OptionalInt.empty();
            case "Gather" ->
                inputs.get(0).rank().equals(OptionalInt.of(1)) ? inputs.get(1).length() : OptionalInt.empty();
            case "Slice" -> sliced(node, inputs, scope);
            default -> OptionalInt.empty();
        };
    }

    /** The length of a part of a vector, cut with constant ends and without steps. */
    private static OptionalInt sliced(OnnxNode node, List<Known> inputs, Scope scope) {
        OptionalInt whole = inputs.get(0).length();
        Optional<Long> start = bound(node, "starts", 1, scope);
        Optional<Long> end = bound(node, "ends", 2, scope);
        boolean stepped = inputs.size() > 4
                && inputs.get(4)
                        .constant()
                        .map(steps -> steps.elements() != 1 || steps.getLong(0) != 1)
                        .orElse(true);
        if (whole.isEmpty() || start.isEmpty() || end.isEmpty() || stepped) {
            return OptionalInt.empty();
        }
        int length = whole.getAsInt();
        return OptionalInt.of(Math.max(0, clamped(end.get(), length) - clamped(start.get(), length)));
    }

    private static Optional<Long> bound(OnnxNode node, String attribute, int input, Scope scope) {
        Optional<Long> stated = Attributes.integers(node, attribute)
                .filter(bounds -> bounds.size() == 1)
                .map(bounds -> bounds.get(0));
        return stated.isPresent() || node.inputs().size() <= input
                ? stated
                : scope.known(node.inputs().get(input))
                        .constant()
                        .filter(bounds -> bounds.elements() == 1)
                        .map(bounds -> bounds.getLong(0));
    }

    private static int clamped(long position, int length) {
        long fromStart = position < 0 ? position + length : position;
        return (int) Math.max(0, Math.min(length, fromStart));
    }

    private static OptionalInt rank(OnnxNode node, Scope scope) {
        List<String> inputs = node.inputs();
        if (MATRIX.contains(node.opType())) {
            return OptionalInt.of(2);
        }
        if (VECTOR.contains(node.opType())) {
            return OptionalInt.of(1);
        }
        if (inputs.isEmpty()) {
            return OptionalInt.empty();
        }
        if (AS_FIRST_INPUT.contains(node.opType())) {
            return scope.known(inputs.get(0)).rank();
        }
        if (AS_WIDEST_INPUT.contains(node.opType())) {
            List<OptionalInt> ranks =
                    inputs.stream().map(input -> scope.known(input).rank()).toList();
            return ranks.stream().allMatch(OptionalInt::isPresent)
                    ? ranks.stream().mapToInt(OptionalInt::getAsInt).max()
                    : OptionalInt.empty();
        }
        return switch (node.opType()) {
            case "Gather" -> gathered(inputs, scope);
            case "Reshape" -> reshaped(node, scope);
            case "MatMul" -> product(inputs, scope);
            case "Squeeze", "Unsqueeze" -> resized(node, scope);
            default -> OptionalInt.empty();
        };
    }

    private static OptionalInt gathered(List<String> inputs, Scope scope) {
        OptionalInt data = scope.known(inputs.get(0)).rank();
        OptionalInt indices = scope.known(inputs.get(1)).rank();
        return data.isPresent() && indices.isPresent()
                ? OptionalInt.of(data.getAsInt() + indices.getAsInt() - 1)
                : OptionalInt.empty();
    }

    private static OptionalInt reshaped(OnnxNode node, Scope scope) {
        if (node.inputs().size() < 2) {
            return Attributes.integers(node, "shape")
                    .map(shape -> OptionalInt.of(shape.size()))
                    .orElse(OptionalInt.empty());
        }
        return scope.known(node.inputs().get(1)).length();
    }

    private static OptionalInt product(List<String> inputs, Scope scope) {
        List<OptionalInt> ranks =
                inputs.stream().map(input -> scope.known(input).rank()).toList();
        boolean matrices = ranks.stream().allMatch(rank -> rank.isPresent() && rank.getAsInt() >= 2);
        return matrices ? ranks.stream().mapToInt(OptionalInt::getAsInt).max() : OptionalInt.empty();
    }

    private static OptionalInt resized(OnnxNode node, Scope scope) {
        OptionalInt rank = scope.known(node.inputs().get(0)).rank();
        OptionalInt axes = Stream.of(Attributes.integers(node, "axes").map(List::size))
                .flatMap(Optional::stream)
                .mapToInt(Integer::intValue)
                .findFirst();
        if (axes.isEmpty() && node.inputs().size() > 1) {
            axes = scope.known(node.inputs().get(1)).length();
        }
        if (rank.isEmpty() || axes.isEmpty()) {
            return OptionalInt.empty();
        }
        int change = node.opType().equals("Squeeze") ? -axes.getAsInt() : axes.getAsInt();
        return OptionalInt.of(rank.getAsInt() + change);
    }
}
