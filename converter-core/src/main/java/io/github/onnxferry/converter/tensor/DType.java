package io.github.onnxferry.converter.tensor;

/**
 * Element type of a tensor: every type of ONNX (IR version 14), and TensorFlow's opaque handles.
 *
 * <p>Types that TensorFlow has no kernels for travel in a wider {@linkplain #carrier() carrier} that holds each of
 * their values exactly.
 */
public enum DType {
    BOOL(8, Kind.BOOL),
    UINT2(2, Kind.UNSIGNED),
    UINT4(4, Kind.UNSIGNED),
    UINT8(8, Kind.UNSIGNED),
    UINT16(16, Kind.UNSIGNED),
    UINT32(32, Kind.UNSIGNED),
    UINT64(64, Kind.UNSIGNED),
    INT2(2, Kind.SIGNED),
    INT4(4, Kind.SIGNED),
    INT8(8, Kind.SIGNED),
    INT16(16, Kind.SIGNED),
    INT32(32, Kind.SIGNED),
    INT64(64, Kind.SIGNED),
    FLOAT4E2M1(4, Kind.FLOAT),
    FLOAT6E2M3(6, Kind.FLOAT),
    FLOAT6E3M2(6, Kind.FLOAT),
    FLOAT8E4M3FN(8, Kind.FLOAT),
    FLOAT8E4M3FNUZ(8, Kind.FLOAT),
    FLOAT8E5M2(8, Kind.FLOAT),
    FLOAT8E5M2FNUZ(8, Kind.FLOAT),
    FLOAT8E8M0(8, Kind.FLOAT),
    FLOAT16(16, Kind.FLOAT),
    BFLOAT16(16, Kind.FLOAT),
    FLOAT(32, Kind.FLOAT),
    DOUBLE(64, Kind.FLOAT),
    COMPLEX64(64, Kind.COMPLEX),
    COMPLEX128(128, Kind.COMPLEX),
    /** Byte strings of any length. */
    STRING(0, Kind.STRING),
    /** TensorFlow's handle of a variable or table. */
    RESOURCE(0, Kind.HANDLE),
    /** TensorFlow's container for tensor lists and optionals. */
    VARIANT(0, Kind.HANDLE);

    /** What the values of a type are. */
    public enum Kind {
        BOOL,
        UNSIGNED,
        SIGNED,
        FLOAT,
        COMPLEX,
        STRING,
        HANDLE
    }

    private final int bits;
    private final Kind kind;

    DType(int bits, Kind kind) {
        this.bits = bits;
        this.kind = kind;
    }

    /** Width of one element in bits when packed; 0 for strings and handles. */
    public int bits() {
        return bits;
    }

    /** What the values of this type are. */
    public Kind kind() {
        return kind;
    }

    /** Whether elements are narrower than a byte, so that several share one. */
    public boolean isSubByte() {
        return bits > 0 && bits < 8;
    }

    /** Whether values are signed or unsigned integers (bool is not). */
    public boolean isInteger() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    /** Whether values are real floating point numbers of any width. */
    public boolean isFloat() {
        return kind == Kind.FLOAT;
    }

    /** Whether values are complex numbers. */
    public boolean isComplex() {
        return kind == Kind.COMPLEX;
    }

    /** Whether this is an unsigned integer type. */
    public boolean isUnsigned() {
        return kind == Kind.UNSIGNED;
    }

    /** Whether elements are numbers of a fixed number of bytes, readable as little-endian bytes. */
    public boolean hasFixedBytes() {
        return bits >= 8;
    }

    /** Bytes of one element; sub-byte types have none of their own. */
    public int bytes() {
        if (!hasFixedBytes()) {
            throw new IllegalStateException(this + " has no whole number of bytes an element");
        }
        return bits / 8;
    }

    /** Bytes that {@code elements} packed elements take; sub-byte types are packed from the low bits up. */
    public long packedBytes(long elements) {
        return bits >= 8
                ? Math.multiplyExact(elements, bits / 8L)
                : (Math.multiplyExact(elements, (long) bits) + 7) / 8;
    }

    /**
     * The type in which TensorFlow holds values of this type: itself where TensorFlow computes with it, otherwise the
     * nearest type that holds each value exactly (int8/uint8 for 2- and 4-bit integers, float for the small floats).
     */
    public DType carrier() {
        return switch (this) {
            case UINT2, UINT4 -> UINT8;
            case INT2, INT4 -> INT8;
            case FLOAT4E2M1,
                    FLOAT6E2M3,
                    FLOAT6E3M2,
                    FLOAT8E4M3FN,
                    FLOAT8E4M3FNUZ,
                    FLOAT8E5M2,
                    FLOAT8E5M2FNUZ,
                    FLOAT8E8M0 -> FLOAT;
            default -> this;
        };
    }
}
