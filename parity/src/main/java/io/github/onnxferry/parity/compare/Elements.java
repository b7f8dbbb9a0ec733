package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;

/** Single elements as text. */
final class Elements {
    private Elements() {}

    /** The element at a row-major index, with the digits that its dtype has. */
    static String text(Tensor tensor, long index) {
        var dtype = tensor.dtype();
        if (dtype == DType.STRING) {
            return "'" + tensor.getString(index) + "'";
        }
        if (dtype == DType.BOOL) {
            return String.valueOf(tensor.getLong(index) != 0);
        }
        if (dtype.isInteger()) {
            return dtype.isUnsigned()
                    ? Long.toUnsignedString(tensor.getLong(index))
                    : String.valueOf(tensor.getLong(index));
        }
        String real = number(dtype, tensor.getDouble(index));
        return dtype.isComplex() ? real + " + " + number(dtype, tensor.getImaginary(index)) + "i" : real;
    }

    private static String number(DType dtype, double value) {
        return dtype == DType.DOUBLE || dtype == DType.COMPLEX128
                ? String.valueOf(value)
                : String.valueOf((float) value);
    }
}
