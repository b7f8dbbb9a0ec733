package io.github.onnxferry.converter.tf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The 64-bit fingerprint of FarmHash ({@code farmhashna::Hash64}, G. Pike, 2014), with which TensorFlow tells SavedModels
 * apart and sorts strings into buckets.
 */
public final class FarmFingerprint {
    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;
    private static final int BLOCK = 64;

    private final ByteBuffer bytes;

    private FarmFingerprint(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The fingerprint of the remaining bytes of a buffer, which may be a mapped file. */
    public static long of(ByteBuffer bytes) {
        return new FarmFingerprint(bytes).hash();
    }

    private long hash() {
        int length = bytes.remaining();
        if (length <= 16) {
            return upTo16(length);
        }
        if (length <= 32) {
            return upTo32(length);
        }
        return length <= BLOCK ? upTo64(length) : longer(length);
    }

    private long upTo16(int length) {
        long mul = K2 + length * 2L;
        if (length >= 8) {
            long a = at(0) + K2;
            long b = at(length - 8);
            long c = rotate(b, 37) * mul + a;
            long d = (rotate(a, 25) + b) * mul;
            return mix(c, d, mul);
        }
        if (length >= 4) {
            long a = bytes.getInt(0) & 0xffffffffL;
            long b = bytes.getInt(length - 4) & 0xffffffffL;
            return mix(length + (a << 3), b, mul);
        }
        if (length > 0) {
            int first = bytes.get(0) & 0xff;
            int middle = bytes.get(length >> 1) & 0xff;
            int last = bytes.get(length - 1) & 0xff;
            return shiftMix((first + (middle << 8)) * K2 ^ (length + (last << 2)) * K0) * K2;
        }
        return K2;
    }

    private long upTo32(int length) {
        long mul = K2 + length * 2L;
        long a = at(0) * K1;
        long b = at(8);
        long c = at(length - 8) * mul;
        long d = at(length - 16) * K2;
        return mix(rotate(a + b, 43) + rotate(c, 30) + d, a + rotate(b + K2, 18) + c, mul);
    }

    private long upTo64(int length) {
        long mul = K2 + length * 2L;
        long a = at(0) * K2;
        long b = at(8);
        long c = at(length - 8) * mul;
        long d = at(length - 16) * K2;
        long y = rotate(a + b, 43) + rotate(c, 30) + d;
        long z = mix(y, a + rotate(b + K2, 18) + c, mul);
        long e = at(16) * mul;
        long f = at(24);
        long g = (y + at(length - 32)) * mul;
        long h = (z + at(length - 24)) * mul;
        return mix(rotate(e + f, 43) + rotate(g, 30) + h, e + rotate(f + a, 18) + g, mul);
    }

    private long longer(int length) {
        var state = new State(at(0));
        int last = (length - 1) / BLOCK * BLOCK;
        for (int position = 0; position < last; position += BLOCK) {
            state.absorb(position, K1, 1);
        }
        int tail = (length - 1) & (BLOCK - 1);
        return state.finish(length - BLOCK, tail);
    }

    /** Seven words that absorb a block of 64 bytes at a time. */
    private final class State {
        private long x;
        private long y;
        private long z;
        private long v0;
        private long v1;
        private long w0;
        private long w1;

        State(long firstWord) {
            long seed = 81;
            x = seed * K2 + firstWord;
            y = seed * K1 + 113;
            z = shiftMix(y * K2 + 113) * K2;
        }

        void absorb(int position, long mul, int weight) {
            x = rotate(x + y + v0 + at(position + 8), 37) * mul;
            y = rotate(y + v1 + at(position + 48), 42) * mul;
            x ^= w1 * weight;
            y += v0 * weight + at(position + 40);
            z = rotate(z + w0, 33) * mul;
            absorbV(position, v1 * mul, x + w0);
            absorbW(position + 32, z + w1, y + at(position + 16));
            long swapped = z;
            z = x;
            x = swapped;
        }

        private void absorbV(int position, long seedA, long seedB) {
            long a = seedA + at(position);
            long b = rotate(seedB + a + at(position + 24), 21);
            long sum = a + at(position + 8) + at(position + 16);
            v0 = sum + at(position + 24);
            v1 = b + rotate(sum, 44) + a;
        }

        private void absorbW(int position, long seedA, long seedB) {
            long a = seedA + at(position);
            long b = rotate(seedB + a + at(position + 24), 21);
            long sum = a + at(position + 8) + at(position + 16);
            w0 = sum + at(position + 24);
            w1 = b + rotate(sum, 44) + a;
        }

        /** Absorbs the last 64 bytes, which overlap the block before unless the length is a multiple of 64. */
        long finish(int position, int tail) {
            long mul = K1 + ((z & 0xff) << 1);
            w0 += tail;
            v0 += w0;
            w0 += v0;
            absorb(position, mul, 9);
            return mix(mix(v0, w0, mul) + shiftMix(y) * K0 + z, mix(v1, w1, mul) + x, mul);
        }
    }

    private long at(int position) {
        return bytes.getLong(position);
    }

    private static long rotate(long value, int bits) {
        return Long.rotateRight(value, bits);
    }

    private static long shiftMix(long value) {
        return value ^ (value >>> 47);
    }

    private static long mix(long u, long v, long mul) {
        long a = shiftMix((u ^ v) * mul);
        long b = shiftMix((v ^ a) * mul);
        return b * mul;
    }
}
