package io.github.onnxferry.converter.onnx;

import io.github.onnxferry.converter.tensor.DType;
import java.util.Optional;

/** Element types by the numbers of {@code TensorProto.DataType}. */
public final class OnnxTypes {
    private static final DType[] BY_NUMBER = {
        DType.VARIANT,
        DType.FLOAT,
        DType.UINT8,
        DType.INT8,
        DType.UINT16,
        DType.INT16,
        DType.INT32,
        DType.INT64,
        DType.STRING,
        DType.BOOL,
        DType.FLOAT16,
        DType.DOUBLE,
        DType.UINT32,
        DType.UINT64,
        DType.COMPLEX64,
        DType.COMPLEX128,
        DType.BFLOAT16,
        DType.FLOAT8E4M3FN,
        DType.FLOAT8E4M3FNUZ,
        DType.FLOAT8E5M2,
        DType.FLOAT8E5M2FNUZ,
        DType.UINT4,
        DType.INT4,
        DType.FLOAT4E2M1,
        DType.FLOAT8E8M0,
        DType.UINT2,
        DType.INT2,
        DType.FLOAT6E2M3,
        DType.FLOAT6E3M2
    };

    private OnnxTypes() {}

    /** The element type with a number. */
    public static Optional<DType> dtype(int number) {
        return number > 0 && number < BY_NUMBER.length ? Optional.of(BY_NUMBER[number]) : Optional.empty();
    }

    /** The number of an element type. */
    public static int number(DType dtype) {
        for (int i = 1; i < BY_NUMBER.length; i++) {
            if (BY_NUMBER[i] == dtype) {
                return i;
            }
        }
        throw new IllegalArgumentException("ONNX has no type " + dtype);
    }
}
