package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.tensor.Tensor;

/** Convolution of volumes by its definition. */
final class ConvolutionReference {
    private ConvolutionReference() {}

    /** {@code [1, C, D, H, W]} with a filter {@code [O, C, d, h, w]}, padded alike on all sides. */
    static Tensor volume(Tensor x, Tensor filter, int pad) {
        var in = x.sizes();
        var taps = filter.sizes();
        var out = new long[] {1, taps[0], 0, 0, 0};
        for (int i = 2; i < out.length; i++) {
            out[i] = in[i] + 2L * pad - taps[i] + 1;
        }
        var sums = new double[(int) Tensor.elements(out)];
        for (int at = 0; at < sums.length; at++) {
            var place = place(at, out);
            for (int tap = 0; tap < filter.elements(); tap++) {
                var t = place(tap, taps);
                long source = t[1];
                boolean inside = t[0] == place[1];
                for (int i = 2; i < out.length; i++) {
                    long element = place[i] + t[i] - pad;
                    inside &= element >= 0 && element < in[i];
                    source = source * in[i] + element;
                }
                if (inside) {
                    sums[at] += x.getDouble(source) * filter.getDouble(tap);
                }
            }
        }
        return Tensor.ofDoubles(x.dtype(), out, sums);
    }

    private static long[] place(long index, long[] sizes) {
        var place = new long[sizes.length];
        long rest = index;
        for (int i = sizes.length - 1; i >= 0; i--) {
            place[i] = rest % sizes[i];
            rest /= sizes[i];
        }
        return place;
    }
}
