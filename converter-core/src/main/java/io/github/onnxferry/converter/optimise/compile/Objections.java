package io.github.onnxferry.converter.optimise.compile;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.FunctionLibrary;
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

    private static final Set<String> CONTROL =
            Set.of("While", "StatelessWhile", "If", "StatelessIf", "Case", "StatelessCase");

    /** In the order of which weighs most: the first one found is what is told. */
    private static final List<Function<TfModel, Optional<String>>> ALL = List.of(
            Objections::notCompilable,
            Objections::control,
            Objections::freeLengths,
            Objections::unknownShapes,
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

    /** Shapes that do not follow from those of the inputs may follow from values: each call would be compiled anew. */
    private static Optional<String> unknownShapes(TfModel model) {
        Set<String> free = new HashSet<>();
        for (Value input : model.main().parameters()) {
            if (!input.hasRank()) {
                return Optional.of("the rank of input '" + input.node().name() + "' is free");
            }
            input.shape().dims().forEach(d -> free.addAll(d.symbols()));
        }
        return model.main().nodes().stream()
                .filter(n -> n.outputs().stream().anyMatch(v -> isUnknown(v.shape(), free)))
                .findFirst()
                .map(n -> "the shape of " + place(n) + " is not known before the model runs");
    }

    private static boolean isUnknown(Shape shape, Set<String> free) {
        return !shape.hasRank()
                || shape.dims().stream()
                        .flatMap(d -> d.symbols().stream())
                        .map(symbol -> free.stream().reduce(symbol, (s, f) -> s.replace(f, "")))
                        .anyMatch(FunctionLibrary::isUnknown);
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
