package io.github.onnxferry.converter.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads and writes single numbers of every element type in little-endian bytes. */
final class Elements {
    private Elements() {}

    /** The element as a double; integers beyond 2^53 are rounded, complex numbers give their real part. */
    static double toDouble(DType dtype, Bytes bytes, long index) {
        return switch (dtype) {
            case FLOAT -> Float.intBitsToFloat(bytes.getInt(index * 4));
            case DOUBLE -> Double.longBitsToDouble(bytes.getLong(index * 8));
            case FLOAT16 -> SmallFloat.FLOAT16.decode(bytes.getShort(index * 2) & 0xffff);
            case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(index * 2) << 16);
            case FLOAT8E4M3FN -> SmallFloat.FLOAT8E4M3FN.decode(bytes.get(index) & 0xff);
            case FLOAT8E4M3FNUZ -> SmallFloat.FLOAT8E4M3FNUZ.decode(bytes.get(index) & 0xff);
            case FLOAT8E5M2 -> SmallFloat.FLOAT8E5M2.decode(bytes.get(index) & 0xff);
            case FLOAT8E5M2FNUZ -> SmallFloat.FLOAT8E5M2FNUZ.decode(bytes.get(index) & 0xff);
            case FLOAT8E8M0 -> {
                int exponent = bytes.get(index) & 0xff;
                yield exponent == 0xff ? Double.NaN : Math.scalb(1.0, exponent - 127);
            }
            case FLOAT4E2M1 -> SmallFloat.FLOAT4E2M1.decode(packed(bytes, index, 4));
            case FLOAT6E2M3 -> SmallFloat.FLOAT6E2M3.decode(packed(bytes, index, 6));
            case FLOAT6E3M2 -> SmallFloat.FLOAT6E3M2.decode(packed(bytes, index, 6));
            case COMPLEX64 -> Float.intBitsToFloat(bytes.getInt(index * 8));
            case COMPLEX128 -> Double.longBitsToDouble(bytes.getLong(index * 16));
            case UINT64 -> {
                long value = bytes.getLong(index * 8);
                yield value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
            }
            default -> toLong(dtype, bytes, index);
        };
    }

    /** The element as a 64-bit integer; unsigned 64-bit values keep their bits, floats are truncated toward zero. */
    static long toLong(DType dtype, Bytes bytes, long index) {
        return switch (dtype) {
            case BOOL -> bytes.get(index) != 0 ? 1 : 0;
            case UINT8 -> bytes.get(index) & 0xff;
            case INT8 -> bytes.get(index);
            case UINT16 -> bytes.getShort(index * 2) & 0xffff;
            case INT16 -> bytes.getShort(index * 2);
            case UINT32 -> bytes.getInt(index * 4) & 0xffffffffL;
            case INT32 -> bytes.getInt(index * 4);
            case UINT64, INT64 -> bytes.getLong(index * 8);
            case UINT4 -> packed(bytes, index, 4);
            case INT4 -> (packed(bytes, index, 4) << 28) >> 28;
            case UINT2 -> packed(bytes, index, 2);
            case INT2 -> (packed(bytes, index, 2) << 30) >> 30;
            case STRING, RESOURCE, VARIANT -> throw new IllegalStateException(dtype + " elements are not numbers");
            default -> (long) toDouble(dtype, bytes, index);
        };
    }

    private static int packed(Bytes bytes, long index, int bits) {
        long bit = index * bits;
        int value = bytes.get(bit >>> 3) & 0xff;
        int shift = (int) (bit & 7);
        if (shift + bits > 8) {
            value |= (bytes.get((bit >>> 3) + 1) & 0xff) << 8;
        }
        return (value >>> shift) & ((1 << bits) - 1);
    }

    /** Appends an integer in the bytes of an integer, bool, or whole-byte float type. */
    static void putLong(DType dtype, ByteBuffer out, long value) {
        switch (dtype) {
            case BOOL -> out.put((byte) (value != 0 ? 1 : 0));
            case UINT8, INT8 -> out.put((byte) value);
            case UINT16, INT16 -> out.putShort((short) value);
            case UINT32, INT32 -> out.putInt((int) value);
            case UINT64, INT64 -> out.putLong(value);
            case DOUBLE -> out.putDouble(value);
            default -> putDouble(dtype, out, value);
        }
    }

    /** Appends a real number; integers are truncated toward zero, small floats rounded to even without saturating. */
    static void putDouble(DType dtype, ByteBuffer out, double value) {
        switch (dtype) {
            case FLOAT -> out.putFloat((float) value);
            case DOUBLE -> out.putDouble(value);
            case FLOAT16 -> out.putShort((short) SmallFloat.FLOAT16.encode(value, false));
            case BFLOAT16 -> out.putShort((short) SmallFloat.BFLOAT16.encode(value, false));
            case FLOAT8E4M3FN -> out.put((byte) SmallFloat.FLOAT8E4M3FN.encode(value, false));
            case FLOAT8E4M3FNUZ -> out.put((byte) SmallFloat.FLOAT8E4M3FNUZ.encode(value, false));
            case FLOAT8E5M2 -> out.put((byte) SmallFloat.FLOAT8E5M2.encode(value, false));
            case FLOAT8E5M2FNUZ -> out.put((byte) SmallFloat.FLOAT8E5M2FNUZ.encode(value, false));
            case COMPLEX64 -> out.putFloat((float) value).putFloat(0);
            case COMPLEX128 -> out.putDouble(value).putDouble(0);
            case BOOL -> out.put((byte) (value != 0 ? 1 : 0));
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, INT64, UINT64 -> putLong(dtype, out, (long) value);
            default -> throw new IllegalStateException("cannot write elements of " + dtype);
        }
    }

    /** A little-endian buffer on the heap. */
    static ByteBuffer buffer(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
