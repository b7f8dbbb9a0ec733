package io.github.onnxferry.parity.report.page;

import io.github.onnxferry.parity.result.LayerReport;
import io.github.onnxferry.parity.result.LayerReport.LayerResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Errors over the layers in the order of the model.
 *
 * @param scale the vertical axis
 * @param isolated a path of stems: the layers' own errors
 * @param cumulative a path: their errors from the model's inputs on
 * @param markers the worst layers
 * @param count how many layers there are
 */
record LayerPlot(LogScale scale, String isolated, String cumulative, List<Marker> markers, int count) {
    static final int WIDTH = 1000;
    static final int HEIGHT = 340;
    static final int LEFT = 52;
    static final int RIGHT = 990;
    private static final int TOP = 40;
    private static final int BOTTOM = 290;
    private static final int MARKED = 5;

    /** Markers that would lie on each other are moved apart by this much. */
    private static final double APART = 19;

    /**
     * A layer with a number beside its error.
     *
     * @param number from 1, the worst first
     * @param x where it lies
     * @param y where its number lies
     * @param layer the layer
     */
    record Marker(int number, double x, double y, LayerResult layer) {}

    static LayerPlot of(LayerReport report) {
        var layers = report.layers();
        var scale = LogScale.of(
                layers.stream().flatMapToDouble(l -> DoubleStream.of(l.isolated(), l.cumulative())), TOP, BOTTOM);
        var stems = new StringBuilder();
        var line = new StringBuilder();
        double floor = scale.y(0);
        for (int i = 0; i < layers.size(); i++) {
            double x = x(i, layers.size());
            stems.append(String.format(
                    Locale.ROOT,
                    "M%.1f %.1fV%.1f",
                    x,
                    floor,
                    scale.y(layers.get(i).isolated())));
            line.append(String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f",
                    i == 0 ? "M" : "L",
                    x,
                    scale.y(layers.get(i).cumulative())));
        }
        return new LayerPlot(scale, stems.toString(), line.toString(), markers(report, scale), layers.size());
    }

    private static double x(int place, int count) {
        return LEFT + (place + 0.5) * (RIGHT - LEFT) / count;
    }

    private static List<Marker> markers(LayerReport report, LogScale scale) {
        var layers = report.layers();
        var worst = IntStream.range(0, layers.size())
                .boxed()
                .filter(i -> layers.get(i).isolated() != 0)
                .sorted((a, b) ->
                        Double.compare(layers.get(b).isolated(), layers.get(a).isolated()))
                .limit(MARKED)
                .toList();
        var markers = new ArrayList<Marker>();
        for (int i : worst) {
            double x = x(i, layers.size());
            double y = scale.y(layers.get(i).isolated()) - 12;
            markers.add(new Marker(markers.size() + 1, x, free(x, y, markers), layers.get(i)));
        }
        return markers;
    }

    /** The nearest height at which no marker lies; above first, below where the plot ends. */
    private static double free(double x, double y, List<Marker> markers) {
        for (int step = 0; step <= 2 * MARKED; step++) {
            for (double candidate : new double[] {y - step * APART, y + step * APART}) {
                if (candidate >= 10 && markers.stream().noneMatch(m -> isNear(m, x, candidate))) {
                    return candidate;
                }
            }
        }
        return y;
    }

    private static boolean isNear(Marker marker, double x, double y) {
        return Math.abs(marker.x() - x) < APART && Math.abs(marker.y() - y) < APART - 1;
    }
}
