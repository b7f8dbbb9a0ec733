package io.github.onnxferry.parity.result;

import io.github.onnxferry.converter.diagnostics.Problem;
import java.util.List;

/**
 * How one output compares with its reference on one record.
 *
 * @param name its name; an item of a sequence as {@code name[0]}, a value of a map as {@code name{key}}
 * @param dtype the reference's element type, in lower case
 * @param shape the reference's shape, axis by axis
 * @param metrics how far both lie apart
 * @param tolerance what it was judged with
 * @param problems what is wrong; empty if the output agrees
 */
public record OutputComparison(
        String name,
        String dtype,
        List<Long> shape,
        Metrics metrics,
        AppliedTolerance tolerance,
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
