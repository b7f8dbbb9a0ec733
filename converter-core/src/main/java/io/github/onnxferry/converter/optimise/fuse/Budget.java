package io.github.onnxferry.converter.optimise.fuse;

/** How many elements of weights may be computed while converting: results are on the heap, weights otherwise never are. */
final class Budget {
    private static final long AT_ONCE = 1 << 22;
    private static final long ALTOGETHER = 1 << 25;

    private long left = ALTOGETHER;

    /** Takes a number of elements from the budget, if there are so many. */
    boolean take(long elements) {
        if (elements > AT_ONCE || elements > left) {
            return false;
        }
        left -= elements;
        return true;
    }
}
