package io.github.onnxferry.parity.report.page;

import io.github.onnxferry.parity.result.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A histogram as bars whose heights grow with the logarithm of the counts.
 *
 * @param bars the buckets from the first to the last that counts something
 * @param limit where the tolerance lies, in pixels from the left; 0 if the histogram does not hold it
 * @param total how many numbers there are
 */
record HistogramPlot(List<Bar> bars, double limit, long total) {
    static final int WIDTH = 460;
    static final int HEIGHT = 150;
    static final int FLOOR = 120;
    private static final int LEFT = 6;
    private static final int TALLEST = 96;

    /** Half of what a label takes. */
    private static final int LABEL = 26;

    /**
     * One bucket.
     *
     * @param x its left edge
     * @param width its width
     * @param height its height
     * @param upperBound the largest number in it
     * @param count how many there are
     * @param outside whether its numbers are above the tolerance
     */
    record Bar(double x, double width, double height, double upperBound, long count, boolean outside) {
        double y() {
            return FLOOR - height;
        }

        double middle() {
            return x + width / 2;
        }

        /** Where a label below begins, ends or has its middle, so that it stays inside. */
        String anchor() {
            return middle() < LABEL ? "start" : middle() > WIDTH - LABEL ? "end" : "middle";
        }

        double label() {
            return middle() < LABEL ? 0 : middle() > WIDTH - LABEL ? WIDTH : middle();
        }
    }

    /** Of errors in units of the tolerance. */
    static HistogramPlot ofErrors(Histogram histogram) {
        return of(histogram, true);
    }

    /** Of other numbers. */
    static HistogramPlot ofDistances(Histogram histogram) {
        return of(histogram, false);
    }

    private static HistogramPlot of(Histogram histogram, boolean limited) {
        var counts = histogram.counts();
        int first = 0;
        int last = counts.size() - 1;
        while (first < counts.size() && counts.get(first) == 0) {
            first++;
        }
        while (last >= first && counts.get(last) == 0) {
            last--;
        }
        // The tolerance is in sight also where all errors are far below it.
        while (limited && last >= first && last + 1 < counts.size() && histogram.upperBound(last + 1) <= 1) {
            last++;
        }
        var bars = new ArrayList<Bar>();
        double width = (double) (WIDTH - 2 * LEFT) / Math.max(12, last - first + 1);
        double most = counts.stream().mapToLong(Long::longValue).max().orElse(1);
        double limit = 0;
        for (int i = first; i <= last; i++) {
            double x = LEFT + (i - first) * width;
            double bound = histogram.upperBound(i);
            long count = counts.get(i);
            double height = count == 0 ? 0 : Math.max(2, TALLEST * Math.log1p(count) / Math.log1p(most));
            bars.add(new Bar(x, width, height, bound, count, limited && bound > 1));
            limit = limited && bound <= 1 ? x + width : limit;
        }
        return new HistogramPlot(bars, limit, histogram.total());
    }

    /** Bars with a label below: a handful, evenly spread. */
    List<Bar> labelled() {
        int step = Math.max(1, (bars.size() + 5) / 6);
        return IntStream.range(0, bars.size())
                .filter(i -> i % step == 0)
                .mapToObj(bars::get)
                .toList();
    }

    List<Bar> filled() {
        return bars.stream().filter(b -> b.count() > 0).toList();
    }
}
