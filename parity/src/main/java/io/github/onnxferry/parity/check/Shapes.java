package io.github.onnxferry.parity.check;

import io.github.onnxferry.parity.data.Datum;
import java.util.Arrays;
import java.util.Locale;

/** Types of values as text. */
public final class Shapes {
    private Shapes() {}

    /** Such as {@code float[1, 3, 8, 8]}. */
    public static String text(Datum value) {
        if (value instanceof Datum.Dense dense) {
            var tensor = dense.tensor();
            return tensor.dtype().name().toLowerCase(Locale.ROOT) + Arrays.toString(tensor.sizes());
        }
        if (value instanceof Datum.Sequence sequence) {
            return "sequence of " + sequence.items().size();
        }
        if (value instanceof Datum.Mapping map) {
            return "map of " + map.values().size();
        }
        return value instanceof Datum.Maybe maybe && maybe.value().isPresent()
                ? "optional " + text(maybe.value().get())
                : "optional, absent";
    }
}
