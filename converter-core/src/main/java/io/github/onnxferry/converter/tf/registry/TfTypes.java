package io.github.onnxferry.converter.tf.registry;

import io.github.onnxferry.converter.tensor.DType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.DataType;

/** Element types as TensorFlow numbers and names them. */
public final class TfTypes {
    private static final String PREFIX = "DT_";

    private TfTypes() {}

    /** TensorFlow's type for values of {@code dtype}; that of its {@linkplain DType#carrier() carrier} if it has none. */
    public static DataType toProto(DType dtype) {
        return switch (dtype) {
            case BOOL -> DataType.DT_BOOL;
            case UINT4 -> DataType.DT_UINT4;
            case UINT8 -> DataType.DT_UINT8;
            case UINT16 -> DataType.DT_UINT16;
            case UINT32 -> DataType.DT_UINT32;
            case UINT64 -> DataType.DT_UINT64;
            case INT4 -> DataType.DT_INT4;
            case INT8 -> DataType.DT_INT8;
            case INT16 -> DataType.DT_INT16;
            case INT32 -> DataType.DT_INT32;
            case INT64 -> DataType.DT_INT64;
            case FLOAT8E4M3FN -> DataType.DT_FLOAT8_E4M3FN;
            case FLOAT8E5M2 -> DataType.DT_FLOAT8_E5M2;
            case FLOAT16 -> DataType.DT_HALF;
            case BFLOAT16 -> DataType.DT_BFLOAT16;
            case FLOAT -> DataType.DT_FLOAT;
            case DOUBLE -> DataType.DT_DOUBLE;
            case COMPLEX64 -> DataType.DT_COMPLEX64;
            case COMPLEX128 -> DataType.DT_COMPLEX128;
            case STRING -> DataType.DT_STRING;
            case RESOURCE -> DataType.DT_RESOURCE;
            case VARIANT -> DataType.DT_VARIANT;
            case UINT2, INT2, FLOAT4E2M1, FLOAT6E2M3, FLOAT6E3M2, FLOAT8E4M3FNUZ, FLOAT8E5M2FNUZ, FLOAT8E8M0 ->
                toProto(dtype.carrier());
        };
    }

    /** The element type that {@code type} stands for; empty for quantised types, references and unknown numbers. */
    public static Optional<DType> fromProto(DataType type) {
        return Optional.ofNullable(
                switch (type) {
                    case DT_BOOL -> DType.BOOL;
                    case DT_UINT4 -> DType.UINT4;
                    case DT_UINT8 -> DType.UINT8;
                    case DT_UINT16 -> DType.UINT16;
                    case DT_UINT32 -> DType.UINT32;
                    case DT_UINT64 -> DType.UINT64;
                    case DT_INT4 -> DType.INT4;
                    case DT_INT8 -> DType.INT8;
                    case DT_INT16 -> DType.INT16;
                    case DT_INT32 -> DType.INT32;
                    case DT_INT64 -> DType.INT64;
                    case DT_FLOAT8_E4M3FN -> DType.FLOAT8E4M3FN;
                    case DT_FLOAT8_E5M2 -> DType.FLOAT8E5M2;
                    case DT_HALF -> DType.FLOAT16;
                    case DT_BFLOAT16 -> DType.BFLOAT16;
                    case DT_FLOAT -> DType.FLOAT;
                    case DT_DOUBLE -> DType.DOUBLE;
                    case DT_COMPLEX64 -> DType.COMPLEX64;
                    case DT_COMPLEX128 -> DType.COMPLEX128;
                    case DT_STRING -> DType.STRING;
                    case DT_RESOURCE -> DType.RESOURCE;
                    case DT_VARIANT -> DType.VARIANT;
                    default -> null;
                });
    }

    /** TensorFlow's lower-case name of a type, as in {@code int32}; {@code half} for 16-bit floats. */
    public static String name(DataType type) {
        return type.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    }

    /**
     * The element type of that name; empty for quantised types and references.
     *
     * @throws IllegalArgumentException if TensorFlow has no type of that name
     */
    static Optional<DType> named(String name) {
        return fromProto(DataType.valueOf(PREFIX + name.toUpperCase(Locale.ROOT)));
    }

    /** The element types of the names parted by bars, without those that {@link DType} lacks. */
    static Set<DType> setNamed(String names) {
        var types = EnumSet.noneOf(DType.class);
        for (String name : names.split("\\|", -1)) {
            named(name).ifPresent(types::add);
        }
        return Collections.unmodifiableSet(types);
    }
}
