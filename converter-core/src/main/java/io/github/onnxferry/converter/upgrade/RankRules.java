package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.upgrade.Scope.Known;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** How many axes the first output of a node has. */
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

    /** The rank of a node's first output, if it is easily told. */
    static OptionalInt rank(OnnxNode node, Scope scope) {
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
            case "Reshape" -> reshaped(node, scope);
            case "MatMul" -> product(inputs, scope);
            case "Squeeze", "Unsqueeze" -> resized(node, scope);
            default -> OptionalInt.empty();
        };
    }

    private static OptionalInt reshaped(OnnxNode node, Scope scope) {
        if (node.inputs().size() < 2) {
            return Attributes.integers(node, "shape")
                    .map(shape -> OptionalInt.of(shape.size()))
                    .orElse(OptionalInt.empty());
        }
        return length(scope.known(node.inputs().get(1)));
    }

    private static OptionalInt length(Known vector) {
        return vector.constant()
                .map(Tensor::elements)
                .map(elements -> OptionalInt.of(Math.toIntExact(elements)))
                .orElse(OptionalInt.empty());
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
            axes = length(scope.known(node.inputs().get(1)));
        }
        if (rank.isEmpty() || axes.isEmpty()) {
            return OptionalInt.empty();
        }
        int change = node.opType().equals("Squeeze") ? -axes.getAsInt() : axes.getAsInt();
        return OptionalInt.of(rank.getAsInt() + change);
    }
}
