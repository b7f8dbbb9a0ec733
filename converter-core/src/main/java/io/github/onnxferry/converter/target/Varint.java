package io.github.onnxferry.converter.target;

import java.io.ByteArrayOutputStream;

/** Numbers of seven bits a byte, as protobuf and LevelDB write lengths. */
final class Varint {
    private Varint() {}

    /** Appends a number, its lowest bits first. */
    static void put(ByteArrayOutputStream out, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
