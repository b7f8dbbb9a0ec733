package io.github.onnxferry.converter.onnx;

import io.github.onnxferry.converter.onnx.proto.TensorProto.DataType;
import io.github.onnxferry.converter.tensor.DType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Element types by the numbers of {@code TensorProto.DataType}. */
public final class OnnxTypes {
    private static final DType[] BY_NUMBER = new DType[DataType.values().length];
    private static final Map<DType, Integer> NUMBERS = new EnumMap<>(DType.class);

    static {
        for (DataType type : DataType.values()) {
            if (type != DataType.UNDEFINED) {
                BY_NUMBER[type.getNumber()] = DType.valueOf(type.name());
                NUMBERS.put(DType.valueOf(type.name()), type.getNumber());
            }
        }
    }

    private OnnxTypes() {}

    /** The element type with a number; nothing for 0 and for numbers that ONNX does not define. */
    public static Optional<DType> dtype(long number) {
        return number > 0 && number < BY_NUMBER.length ? Optional.of(BY_NUMBER[(int) number]) : Optional.empty();
    }

    /** The number of an element type. */
    public static int number(DType dtype) {
        var number = NUMBERS.get(dtype);
        if (number == null) {
            throw new IllegalArgumentException("ONNX has no type " + dtype);
        }
        return number;
    }
}
