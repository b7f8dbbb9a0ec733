package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** Defects of reductions, and of what else runs along an axis. */
final class ReductionMutators {
    private static final String[] REDUCTIONS = {
        "Mean", "Sum", "Max", "Min", "Prod", "Any", "All", "ArgMax", "ArgMin", "Cumsum"
    };

    private ReductionMutators() {}

    static void axes(FunctionView function, Sites sites) {
        for (var node : function.nodes(REDUCTIONS)) {
            var constant = function.constant(node, 1);
            var axes = function.integers(node, 1);
            var other = axes.flatMap(ReductionMutators::neighbours);
            if (constant.isPresent() && axes.isPresent() && other.isPresent()) {
                var value =
                        Tensor.ofLongs(constant.get().dtype(), constant.get().sizes(), other.get());
                sites.add(
                        DefectKind.REDUCTION_AXIS,
                        node,
                        "axes " + Arrays.toString(axes.get()) + " become " + Arrays.toString(other.get()),
                        edit -> edit.constant(node, 1, value));
            }
        }
    }

    /** The axes with one of them moved by one, to one that is not reduced yet. */
    private static Optional<long[]> neighbours(long[] axes) {
        for (int i = 0; i < axes.length; i++) {
            for (long step : new long[] {-1, 1}) {
                long moved = axes[i] + step;
                boolean sameSide = (axes[i] < 0) == (moved < 0);
                if (sameSide && Arrays.stream(axes).noneMatch(a -> a == moved)) {
                    long[] other = axes.clone();
                    other[i] = moved;
                    return Optional.of(other);
                }
            }
        }
        return Optional.empty();
    }
}
