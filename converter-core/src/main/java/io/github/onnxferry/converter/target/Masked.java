package io.github.onnxferry.converter.target;

import java.util.zip.CRC32C;

/** CRC-32C as TensorFlow stores it: rotated and shifted, so that a checksum of checksums is not degenerate. */
final class Masked {
    private static final int DELTA = 0xa282ead8;

    private Masked() {}

    /** The stored form of a checksum. */
    static int mask(int crc) {
        return Integer.rotateRight(crc, 15) + DELTA;
    }

    /** The stored form of the checksum of the given bytes. */
    static int crc32c(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return mask((int) crc.getValue());
    }
}
