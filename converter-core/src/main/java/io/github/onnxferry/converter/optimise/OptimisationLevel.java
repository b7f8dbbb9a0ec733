package io.github.onnxferry.converter.optimise;

import io.github.onnxferry.converter.optimise.fuse.FusePass;
import io.github.onnxferry.converter.optimise.layout.LayoutPass;
import io.github.onnxferry.converter.optimise.simplify.SimplifyPass;
import java.util.ArrayList;
import java.util.List;

/** How much is optimised. Every level computes the same, up to rounding. */
public enum OptimisationLevel {
    /** The operations as they were lowered. */
    NONE,
    /** What keeps every bit of the results: nothing is computed twice, and transposes are where they cost least. */
    LAYOUT,
    /** Everything; operations are joined, so results may be rounded otherwise. */
    FULL;

    /**
     * The passes in their order.
     *
     * @param keepsParameters whether the parameters of the model keep their values and names, as those do that are trained on
     */
    List<Pass> passes(boolean keepsParameters) {
        return switch (this) {
            case NONE -> List.of();
            case LAYOUT -> exact();
            case FULL -> {
                var passes = new ArrayList<>(exact());
                // After the layout: channels are along the last axis then, and nothing stands between a convolution and
                // its bias.
                passes.add(keepsParameters ? FusePass.besideWeights() : FusePass.intoWeights());
                passes.add(SimplifyPass.products());
                yield passes;
            }
        };
    }

    private static List<Pass> exact() {
        return List.of(
                // Before the layout: a shuffle of channels that is one operation can be done in either order of axes.
                SimplifyPass.beforeLayout(),
                // Before the layout: equal values are transposed once then.
                new CommonPass(),
                new LayoutPass(),
                // After the layout: transposes meet reshapes, and pads meet the windows that they are for.
                SimplifyPass.afterLayout());
    }
}
