package io.github.onnxferry.converter.optimise;

import io.github.onnxferry.converter.optimise.layout.LayoutPass;
import java.util.List;

/** How much is optimised. Every level computes the same, up to rounding. */
public enum OptimisationLevel {
    /** The operations as they were lowered. */
    NONE(List.of()),
    /** What keeps every operation and every bit of the results: transposes are moved to where they cost least. */
    LAYOUT(List.of(new LayoutPass())),
    /** Everything; operations are joined, so results may be rounded otherwise. */
    FULL(List.of(new LayoutPass()));

    private final List<Pass> passes;

    OptimisationLevel(List<Pass> passes) {
        this.passes = passes;
    }

    /** The passes in their order. */
    List<Pass> passes() {
        return passes;
    }
}
