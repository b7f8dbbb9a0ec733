package io.github.onnxferry.converter.optimise.compile;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Why it would not pay to compile a program. What XLA was measured to make faster is a program whose work is products of
 * matrices, in single precision, with shapes that stay the same from call to call; {@code docs/compile.md} has the figures.
 */
final class Objections {
    /** A model may cut its input into patches by this many convolutions, which may take up to this part of its work. */
    private static final int MAX_PATCHING = 2;

    private static final double MAX_PATCHES = 0.1;
    /** Products of matrices must be at least this part of the work. */
    private static final double MIN_PRODUCTS = 0.5;

    private static final Set<DType> HALF = Set.of(DType.FLOAT16, DType.BFLOAT16);

    private static final Set<String> CONTROL =
            Set.of("While", "StatelessWhile", "If", "StatelessIf", "Case", "StatelessCase");

    /** Operations whose results are as long as their values decide. */
    private static final Set<String> VALUE_SHAPED = Set.of(
            "Where",
            "Unique",
            "UniqueV2",
            "UniqueWithCounts",
            "UniqueWithCountsV2",
            "ListDiff",
            "DynamicPartition",
            "NonMaxSuppressionV2",
            "NonMaxSuppressionV3");

    private static final Set<String> OF_SHAPES = Set.of("Shape", "ShapeN", "Size", "Rank");

    /** In the order of which weighs most: the first one found is what is told. */
    private static final List<Function<TfModel, Optional<String>>> ALL = List.of(
            Objections::control,
            Objections::notCompilable,
            Objections::freeLengths,
            Objections::shapesOfValues,
            Objections::halfPrecision,
            Objections::kindOfWork);

    private Objections() {}

    /** The first objection to compiling a program. */
    static Optional<String> to(TfModel model) {
        return ALL.stream().flatMap(o -> o.apply(model).stream()).findFirst();
    }

    private static Optional<String> notCompilable(TfModel model) {
        var problems = XlaSupport.problems(model);
        return problems.stream()
                .findFirst()
                .map(p -> p.where() + ": " + p.what()
                        + (problems.size() > 1 ? ", and " + (problems.size() - 1) + " more" : ""));
    }

    private static Optional<String> control(TfModel model) {
        return model.main().nodes().stream()
                .filter(n -> CONTROL.contains(n.op()))
                .findFirst()
                .map(n -> place(n) + " is a loop or branch");
    }

    /** XLA compiles again for each combination of lengths. Batches come in few sizes, other lengths in many. */
    private static Optional<String> freeLengths(TfModel model) {
        var batches = new HashSet<Dim>();
        for (Value input : model.main().parameters()) {
            var dims = input.shape().known().orElse(List.of());
            for (int i = 0; i < dims.size(); i++) {
                if (!dims.get(i).isKnown()) {
                    batches.add(dims.get(i));
                    if (i > 0 || batches.size() > 1) {
                        return Optional.of("length '" + dims.get(i) + "' of input '"
                                + input.node().name() + "' is free, and each new length would be compiled anew");
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Shapes that follow from values change from call to call, and each call would be compiled anew. */
    private static Optional<String> shapesOfValues(TfModel model) {
        var ranks = model.main().parameters().stream()
                .filter(p -> !p.hasRank())
                .findFirst()
                .map(p -> "the rank of input '" + p.node().name() + "' is free");
        var fixed = fixed(model.main());
        return ranks.or(() -> model.main().nodes().stream()
                .filter(n -> VALUE_SHAPED.contains(n.op()) || isShapedByValues(n, fixed))
                .findFirst()
                .map(n -> "the shape of " + place(n) + " follows from values, so each call would be compiled anew"));
    }

    /** The nodes whose values follow from constants and shapes alone. */
    private static Set<TfNode> fixed(TfFunction function) {
        var fixed = new HashSet<TfNode>();
        for (var node : function.nodes()) {
            boolean follows =
                    !node.inputs().isEmpty() && node.inputs().stream().allMatch(v -> fixed.contains(v.node()));
            if (node.tensor().isPresent() || OF_SHAPES.contains(node.op()) || follows) {
                fixed.add(node);
            }
        }
        return fixed;
    }

    /** Whether a node has a shape that is not known, and integers that may decide it and follow from values. */
    private static boolean isShapedByValues(TfNode node, Set<TfNode> fixed) {
        return node.outputs().stream().anyMatch(v -> hasUnknown(v.shape()))
                && node.inputs().stream().skip(1).anyMatch(v -> v.dtype().isInteger() && !fixed.contains(v.node()));
    }

    private static boolean hasUnknown(Shape shape) {
        return !shape.hasRank()
                || shape.dims().stream().flatMap(d -> d.symbols().stream()).anyMatch(FunctionLibrary::isUnknown);
    }

    /** XLA keeps more digits between operations than such types have, so results are rounded otherwise than in the source. */
    private static Optional<String> halfPrecision(TfModel model) {
        return model.main().nodes().stream()
                .filter(n -> n.outputs().stream().anyMatch(v -> HALF.contains(v.dtype())))
                .findFirst()
                .map(n -> place(n) + " is in half precision, which XLA rounds otherwise");
    }

    private static Optional<String> kindOfWork(TfModel model) {
        var work = Work.of(model.main());
        if (work.others() > 0) {
            return Optional.of("it has convolutions, or products in another precision than float");
        }
        if (work.patching() > MAX_PATCHING || work.patches() > MAX_PATCHES * work.total()) {
            return Optional.of("convolutions are more than the beginning of it");
        }
        if (work.products() < MIN_PRODUCTS * work.total() || work.total() == 0) {
            return Optional.of(
                    work.total() == 0
                            ? "it has no products of matrices"
                            : "its products are with a few vectors more than with matrices");
        }
        return Optional.empty();
    }

    private static String place(TfNode node) {
        return "node '" + node.name() + "' (" + node.op() + ")";
    }
}
