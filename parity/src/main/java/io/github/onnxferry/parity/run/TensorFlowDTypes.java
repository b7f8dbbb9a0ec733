package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.tensor.DType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.DataType;

/** TensorFlow's names for the element types in which values enter and leave it. */
final class TensorFlowDTypes {
    private static final Map<DType, DataType> NATIVE = new EnumMap<>(Map.ofEntries(
            Map.entry(DType.BOOL, DataType.DT_BOOL),
            Map.entry(DType.UINT8, DataType.DT_UINT8),
            Map.entry(DType.UINT16, DataType.DT_UINT16),
            Map.entry(DType.UINT32, DataType.DT_UINT32),
            Map.entry(DType.UINT64, DataType.DT_UINT64),
            Map.entry(DType.INT8, DataType.DT_INT8),
            Map.entry(DType.INT16, DataType.DT_INT16),
            Map.entry(DType.INT32, DataType.DT_INT32),
            Map.entry(DType.INT64, DataType.DT_INT64),
            Map.entry(DType.FLOAT16, DataType.DT_HALF),
            Map.entry(DType.BFLOAT16, DataType.DT_BFLOAT16),
            Map.entry(DType.FLOAT, DataType.DT_FLOAT),
            Map.entry(DType.DOUBLE, DataType.DT_DOUBLE),
            Map.entry(DType.COMPLEX64, DataType.DT_COMPLEX64),
            Map.entry(DType.COMPLEX128, DataType.DT_COMPLEX128),
            Map.entry(DType.STRING, DataType.DT_STRING)));

    private TensorFlowDTypes() {}

    /** The type in which TensorFlow takes values of a dtype: that of its carrier. */
    static DataType of(DType dtype) {
        var type = NATIVE.get(dtype.carrier());
        if (type == null) {
            throw new IllegalArgumentException("no tensor of " + dtype + " enters TensorFlow");
        }
        return type;
    }

    /** The dtype of a TensorFlow tensor, by the number of its type. */
    static Optional<DType> of(int number) {
        return NATIVE.entrySet().stream()
                .filter(e -> e.getValue().getNumber() == number)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
