package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.diagnostics.Problem;
import java.util.List;

/**
 * How one output compares with its reference.
 *
 * @param name its name; an item of a sequence as {@code name[0]}, a value of a map as {@code name{key}}
 * @param dtype the reference's element type, in lower case
 * @param shape the reference's shape, axis by axis
 * @param maxAbs the largest distance between two finite elements; for strings 1 where any differ
 * @param maxRel the largest error: distance over the tolerance's scale
 * @param tolerance the largest error that is good
 * @param outside how many elements are not good
 * @param problems what is wrong; empty if the output agrees
 */
public record OutputComparison(
        String name,
        String dtype,
        List<Long> shape,
        double maxAbs,
        double maxRel,
        double tolerance,
        long outside,
        List<Problem> problems) {
    public OutputComparison {
        shape = List.copyOf(shape);
        problems = List.copyOf(problems);
    }

    /** Whether the output agrees with its reference. */
    public boolean agrees() {
        return problems.isEmpty();
    }
}
