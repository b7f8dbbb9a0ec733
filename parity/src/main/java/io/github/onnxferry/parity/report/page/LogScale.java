package io.github.onnxferry.parity.report.page;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A vertical axis of decades that holds all numbers from 0 to infinity: zeros lie on its floor, what is not finite on its
 * top.
 *
 * @param low exponent of ten of the lowest decade's lower bound
 * @param high exponent of ten of the highest decade's upper bound
 * @param top where the highest decade ends, in pixels from above
 * @param bottom where the lowest begins
 */
record LogScale(int low, int high, double top, double bottom) {
    /** How far zero lies below the lowest decade, and what is not finite above the highest. */
    static final double MARGIN = 14;

    private static final int MOST_DECADES = 12;
    private static final int MOST_LINES = 7;

    /** An axis for numbers, 1 among them. */
    static LogScale of(DoubleStream numbers, double top, double bottom) {
        var finite = numbers.filter(n -> n > 0 && Double.isFinite(n)).summaryStatistics();
        double largest = finite.getCount() == 0 ? 1 : Math.max(1, finite.getMax());
        double smallest = finite.getCount() == 0 ? 0.1 : Math.min(0.1, finite.getMin());
        int high = Math.max(1, (int) Math.ceil(Math.log10(largest)));
        int low = Math.max((int) Math.floor(Math.log10(smallest)), Math.min(-1, high - MOST_DECADES));
        return new LogScale(low, high, top, bottom);
    }

    /** Where a number lies, in pixels from above. */
    double y(double number) {
        if (!Double.isFinite(number)) {
            return top - MARGIN;
        }
        if (number <= 0) {
            return bottom + MARGIN;
        }
        double share = (Math.log10(number) - low) / (high - low);
        return bottom - Math.max(0, Math.min(1, share)) * (bottom - top);
    }

    /** Powers of ten to draw lines at. */
    List<Line> lines() {
        int step = Math.max(1, (high - low + MOST_LINES - 1) / MOST_LINES);
        return IntStream.rangeClosed(low, high)
                .filter(e -> e % step == 0)
                .mapToObj(e -> new Line(y(Math.pow(10, e)), label(e)))
                .toList();
    }

    /**
     * A line of the grid.
     *
     * @param y where it lies
     * @param label what it stands for
     */
    record Line(double y, String label) {}

    private static String label(int exponent) {
        return exponent >= -2 && exponent <= 3 ? Figures.of(Math.pow(10, exponent)) : "1e" + exponent;
    }
}
