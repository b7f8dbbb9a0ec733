package io.github.onnxferry.parity.layers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Layers in portions whose values fit into memory at the same time. */
final class Portions {
    /** Bytes of a string, as far as one can say. */
    private static final long STRING_BYTES = 64;

    /** What a value counts that TensorFlow cannot compute, so that nothing is known of its size. */
    private static final long UNKNOWN_BYTES = 1 << 20;

    private final CumulativeRuns cumulative;
    private final IsolatedRuns isolated;
    private final long budgetBytes;

    Portions(CumulativeRuns cumulative, IsolatedRuns isolated, long budgetBytes) {
        this.cumulative = cumulative;
        this.isolated = isolated;
        this.budgetBytes = budgetBytes;
    }

    /**
     * A portion.
     *
     * @param layers its layers, in the order of the model
     * @param references the values that are needed of the reference
     */
    record Portion(List<Layer> layers, Set<String> references) {}

    /** All layers; a layer that is too large for the budget is a portion by itself. */
    List<Portion> of(List<Layer> layers) {
        var sizes = new HashMap<String, Long>();
        layers.forEach(l -> sizes.put(l.name(), bytes(l)));
        var portions = new ArrayList<Portion>();
        var current = new Portion(new ArrayList<>(), new HashSet<>());
        long used = 0;
        for (var layer : layers) {
            var references = isolated.needed(layer);
            references.add(layer.name());
            long needed = cost(layer, references, current.references(), sizes);
            if (used + needed > budgetBytes && !current.layers().isEmpty()) {
                portions.add(current);
                current = new Portion(new ArrayList<>(), new HashSet<>());
                used = 0;
                needed = cost(layer, references, Set.of(), sizes);
            }
            current.layers().add(layer);
            current.references().addAll(references);
            used += needed;
        }
        if (!current.layers().isEmpty()) {
            portions.add(current);
        }
        return portions;
    }

    /** What a layer adds: each of its tensors twice, and the values of the reference that are not there yet, fed copies too. */
    private static long cost(Layer layer, Set<String> references, Set<String> there, Map<String, Long> sizes) {
        long bytes = 2 * layer.tensors().size() * sizes.getOrDefault(layer.name(), UNKNOWN_BYTES);
        for (String reference : references) {
            if (!there.contains(reference)) {
                bytes += 2 * sizes.getOrDefault(reference, UNKNOWN_BYTES);
            }
        }
        return bytes;
    }

    private long bytes(Layer layer) {
        var dtype = layer.value().dtype();
        long each = dtype.hasFixedBytes() ? dtype.bytes() : STRING_BYTES;
        return layer.tensors().stream()
                .flatMap(h -> cumulative.elements(h).stream())
                .mapToLong(n -> n * each)
                .max()
                .orElse(UNKNOWN_BYTES);
    }
}
