package io.github.onnxferry.parity.data;

import io.github.onnxferry.parity.data.ImagePreprocessing.Fit;
import io.github.onnxferry.parity.data.ImagePreprocessing.Size;

/**
 * Bilinear resizing, by definition: the sample at column {@code x} of {@code n} lies at {@code u = start + (x + 0.5) *
 * extent / n - 0.5} of the source, {@code u} clamped to {@code [0, width - 1]}, and is {@code (1 - f) * p[floor(u)] + f *
 * p[floor(u) + 1]} with {@code f = u - floor(u)}; the same along rows, columns first. There is no smoothing when an image
 * shrinks, and no rounding in between. {@code start} is 0 and {@code extent} the source's length, except for
 * {@link Fit#CROP}, where they are those of the centred window {@code min(width, height * W / H)} by
 * {@code min(height, width * H / W)}. With {@link Fit#PAD} the image becomes {@code round(width * s)} by
 * {@code round(height * s)} with {@code s = min(W / width, H / height)}, at least 1, and begins at
 * {@code floor((W - that) / 2)}.
 */
final class ImageResize {
    private ImageResize() {}

    /**
     * Resizes.
     *
     * @return {@code [height, width, channels]} of the asked size
     */
    static double[] to(Size size, Fit fit, ImageFile.Pixels source) {
        var target = new double[size.width() * size.height() * source.channels()];
        int width = size.width();
        int height = size.height();
        double startX = 0;
        double startY = 0;
        double extentX = source.width();
        double extentY = source.height();
        if (fit == Fit.CROP) {
            extentX = Math.min(source.width(), (double) source.height() * width / height);
            extentY = Math.min(source.height(), (double) source.width() * height / width);
            startX = (source.width() - extentX) / 2;
            startY = (source.height() - extentY) / 2;
        } else if (fit == Fit.PAD) {
            double scale = Math.min((double) width / source.width(), (double) height / source.height());
            width = (int) Math.max(1, Math.min(width, Math.round(source.width() * scale)));
            height = (int) Math.max(1, Math.min(height, Math.round(source.height() * scale)));
        }
        var columns = new Axis(startX, extentX, width, source.width());
        var rows = new Axis(startY, extentY, height, source.height());
        int left = (size.width() - width) / 2;
        int top = (size.height() - height) / 2;
        for (int y = 0; y < height; y++) {
            int at = ((top + y) * size.width() + left) * source.channels();
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < source.channels(); c++) {
                    target[at++] = sample(source, rows, y, columns, x, c);
                }
            }
        }
        return target;
    }

    private static double sample(ImageFile.Pixels source, Axis rows, int y, Axis columns, int x, int channel) {
        double top = between(source, rows.low[y], columns, x, channel);
        double bottom = between(source, rows.high[y], columns, x, channel);
        return (1 - rows.part[y]) * top + rows.part[y] * bottom;
    }

    private static double between(ImageFile.Pixels source, int row, Axis columns, int x, int channel) {
        int start = row * source.width() * source.channels() + channel;
        double left = source.samples()[start + columns.low[x] * source.channels()];
        double right = source.samples()[start + columns.high[x] * source.channels()];
        return (1 - columns.part[x]) * left + columns.part[x] * right;
    }

    /** Where the samples of an axis lie. */
    private static final class Axis {
        private final int[] low;
        private final int[] high;
        private final double[] part;

        Axis(double start, double extent, int count, int length) {
            low = new int[count];
            high = new int[count];
            part = new double[count];
            for (int i = 0; i < count; i++) {
                double at = start + (i + 0.5) * extent / count - 0.5;
                double inside = Math.max(0, Math.min(length - 1.0, at));
                low[i] = (int) Math.floor(inside);
                high[i] = Math.min(length - 1, low[i] + 1);
                part[i] = inside - low[i];
            }
        }
    }
}
