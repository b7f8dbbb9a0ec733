package io.github.onnxferry.converter.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;

/**
 * Streams the elements of a strided view in row-major order. Windows of the result are filled in parallel and written one
 * after another; each is filled block by block, so that the lines of the cache that a block of the source and its image
 * touch stay there until they are used up, whatever the permutation.
 *
 * <p>Source: the division of the longest axis is that of Frigo et al., "Cache-Oblivious Algorithms", 1999.
 */
final class StridedCopy {
    private static final int WINDOW_BYTES = 1 << 21;
    /** Elements of a block: its lines take a part of the first cache even where strides map them onto few sets. */
    private static final long BLOCK = 1 << 10;

    private final Bytes source;
    private final int width;
    private final long[] sizes;
    private final long[] strides;
    /** The strides of the result. */
    private final long[] steps;
    /** The axis along which windows are cut: what lies behind it fits into one. */
    private final int cut;
    /** Lengths along that axis that a window takes. */
    private final long rows;

    /**
     * A copy of elements.
     *
     * @param width bytes of an element: 1, 2, 4, 8 or 16
     * @param sizes lengths of the axes, none of them 0
     * @param strides distances of neighbours in the source, in elements
     */
    StridedCopy(Bytes source, int width, long[] sizes, long[] strides) {
        this.source = source;
        this.width = width;
        var view = Strides.merged(sizes, strides);
        this.sizes = view.sizes();
        this.strides = view.strides();
        this.steps = Strides.rowMajor(this.sizes);
        long most = WINDOW_BYTES / width;
        int axis = 0;
        while (steps[axis] > most) {
            axis++;
        }
        this.cut = axis;
        this.rows = Math.min(this.sizes[axis], most / steps[axis]);
    }

    /** Writes all elements. */
    void writeTo(WritableByteChannel out) throws IOException {
        long perPlane = (sizes[cut] + rows - 1) / rows;
        long windows = Math.multiplyExact(perPlane, Tensor.elements(sizes) / (sizes[cut] * steps[cut]));
        if (windows == 1) {
            write(window(0, perPlane), out);
            return;
        }
        int ahead = ForkJoinPool.getCommonPoolParallelism() + 1;
        var underway = new ArrayDeque<ForkJoinTask<ByteBuffer>>();
        for (long next = 0; next < windows || !underway.isEmpty(); ) {
            while (next < windows && underway.size() < ahead) {
                long index = next++;
                underway.add(ForkJoinPool.commonPool().submit(() -> window(index, perPlane)));
            }
            write(underway.remove().join(), out);
        }
    }

    private static void write(ByteBuffer window, WritableByteChannel out) throws IOException {
        while (window.hasRemaining()) {
            out.write(window);
        }
    }

    /** The window with an index, filled. */
    private ByteBuffer window(long index, long perPlane) {
        long first = index % perPlane * rows;
        long from = Strides.position(sizes, strides, index / perPlane * sizes[cut] * steps[cut] + first * steps[cut]);
        var lengths = sizes.clone();
        java.util.Arrays.fill(lengths, 0, cut, 1);
        lengths[cut] = Math.min(rows, sizes[cut] - first);
        var window = ByteBuffer.allocate(Math.toIntExact(lengths[cut] * steps[cut] * width))
                .order(ByteOrder.LITTLE_ENDIAN);
        divide(window, lengths, from, 0);
        return window;
    }

    /** Copies a box, in halves along its longest axis while it is larger than a block. */
    private void divide(ByteBuffer window, long[] lengths, long from, long to) {
        long volume = 1;
        int longest = 0;
        for (int axis = 0; axis < lengths.length; axis++) {
            volume *= lengths[axis];
            longest = lengths[axis] > lengths[longest] ? axis : longest;
        }
        if (volume <= BLOCK || isRun(longest)) {
            copy(window, lengths, 0, from, to);
            return;
        }
        long whole = lengths[longest];
        long half = whole / 2;
        lengths[longest] = half;
        divide(window, lengths, from, to);
        lengths[longest] = whole - half;
        divide(window, lengths, from + half * strides[longest], to + half * steps[longest]);
        lengths[longest] = whole;
    }

    /** Whether the elements of an axis lie one after another in the source as in the result. */
    private boolean isRun(int axis) {
        return strides[axis] == 1 && steps[axis] == 1;
    }

    private void copy(ByteBuffer window, long[] lengths, int axis, long from, long to) {
        if (axis == lengths.length - 1) {
            row(window, (int) lengths[axis], from, strides[axis], (int) to * width);
            return;
        }
        for (long i = 0; i < lengths[axis]; i++) {
            copy(window, lengths, axis + 1, from + i * strides[axis], to + i * steps[axis]);
        }
    }

    /** Copies elements that the source holds at equal distances, and the result one after another. */
    private void row(ByteBuffer window, int count, long from, long stride, int to) {
        long at = from * width;
        long step = stride * width;
        int end = to + count * width;
        if (stride == 1) {
            source.get(at, window.array(), to, count * width);
            return;
        }
        switch (width) {
            case 1 -> {
                for (int i = to; i < end; i++, at += step) {
                    window.put(i, source.get(at));
                }
            }
            case 2 -> {
                for (int i = to; i < end; i += 2, at += step) {
                    window.putShort(i, source.getShort(at));
                }
            }
            case 4 -> {
                for (int i = to; i < end; i += 4, at += step) {
                    window.putInt(i, source.getInt(at));
                }
            }
            case 8 -> {
                for (int i = to; i < end; i += 8, at += step) {
                    window.putLong(i, source.getLong(at));
                }
            }
            default -> {
                for (int i = to; i < end; i += 16, at += step) {
                    window.putLong(i, source.getLong(at));
                    window.putLong(i + 8, source.getLong(at + 8));
                }
            }
        }
    }
}
