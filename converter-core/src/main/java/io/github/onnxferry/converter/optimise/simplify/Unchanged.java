package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Operations that give their argument back: what takes all of a value, adds nothing around it, or asks for what it is. */
final class Unchanged implements Rule {
    private static final List<String> SHAPING = List.of("shrink_axis_mask", "new_axis_mask", "ellipsis_mask");

    @Override
    public Set<String> operations() {
        return Set.of("Identity", "Cast", "Slice", "StridedSlice", "Pad", "PadV2", "MirrorPad", "Tile", "BroadcastTo");
    }

    @Override
    public Optional<Value> apply(Site site) {
        var op = site.node().op();
        boolean same = switch (op) {
            case "Cast" -> site.in(0).dtype() == site.result().dtype();
            case "StridedSlice" -> isForward(site);
            default -> true;
        };
        return same ? site.unchanged(0) : Optional.empty();
    }

    /** Whether a slice keeps all axes and goes by steps of 1: if it has the length of its source, it is all of it. */
    private static boolean isForward(Site site) {
        var attrs = site.node().attrs();
        boolean plain = SHAPING.stream()
                .allMatch(m -> attrs.get(m) == null || attrs.get(m).getI() == 0);
        return plain
                && site.constant(3)
                        .filter(s -> Arrays.stream(s.longs()).allMatch(step -> step == 1))
                        .isPresent();
    }
}
