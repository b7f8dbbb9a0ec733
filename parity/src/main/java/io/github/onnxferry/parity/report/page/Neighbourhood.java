package io.github.onnxferry.parity.report.page;

import io.github.onnxferry.parity.result.LayerReport;
import io.github.onnxferry.parity.result.LayerReport.LayerResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The worst layer and what is next to it in the graph.
 *
 * @param worst the worst layer
 * @param before what it reads
 * @param after what reads it
 * @param more how many of those that read it are left out
 */
record Neighbourhood(LayerResult worst, List<Neighbour> before, List<Neighbour> after, int more) {
    private static final int SHOWN = 8;

    /**
     * A value next to the worst layer.
     *
     * @param value its name
     * @param layer how it compares; nothing if it was not compared, as weights are not
     */
    record Neighbour(String value, Optional<LayerResult> layer) {}

    /** Around the worst layer; nothing if there is none. */
    static Optional<Neighbourhood> of(LayerReport report) {
        return report.ranked().stream().findFirst().map(worst -> of(worst, report.layers()));
    }

    private static Neighbourhood of(LayerResult worst, List<LayerResult> layers) {
        Map<String, LayerResult> byValue = new HashMap<>();
        layers.forEach(layer -> byValue.putIfAbsent(layer.value(), layer));
        var before = worst.inputs().stream()
                .filter(name -> !name.isEmpty())
                .distinct()
                .map(name -> new Neighbour(name, Optional.ofNullable(byValue.get(name))))
                .limit(SHOWN)
                .toList();
        var readers = layers.stream()
                .filter(layer -> layer.inputs().contains(worst.value()))
                .map(layer -> new Neighbour(layer.value(), Optional.of(layer)))
                .toList();
        return new Neighbourhood(
                worst, before, readers.stream().limit(SHOWN).toList(), Math.max(0, readers.size() - SHOWN));
    }
}
