package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;

/** How much memory one value may take: what a file declares is believed no further. */
final class Memory {
    /** Arrays of the JVM end a little below this. */
    private static final long ARRAY = Integer.MAX_VALUE - 16L;

    /** A value and what is made of it have to fit: a share of the heap. */
    private static final long SHARE = 4;

    private Memory() {}

    /**
     * Passes if so many bytes may be taken.
     *
     * @throws FerryException DATA_INVALID if they are too many
     */
    static void allow(String where, long bytes) {
        long limit = Math.min(ARRAY, Runtime.getRuntime().maxMemory() / SHARE);
        if (bytes > limit) {
            throw new FerryException(
                    Code.DATA_INVALID,
                    where,
                    "takes " + bytes + " bytes, more than the " + limit + " that one value may take",
                    "give it as an uncompressed .npy, which stays on the disk, or run with a larger -Xmx");
        }
    }
}
