package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Tensor;

/** What the vocabularies of operations are written with. */
public interface Emitter {
    /** An operation of TensorFlow, to be given arguments and emitted. */
    Emission op(String op);

    /** A constant. */
    Value constant(Tensor tensor);

    /** A new name for a length that is not known. */
    Dim unknownDim();

    /** The same elements under another dtype with the same carrier, of which each element is a value. */
    Value as(Value value, DType dtype);

    /** An int64 vector, {@code [n]}. */
    default Value vector(long... values) {
        return constant(Tensor.vector(values));
    }

    /** An int32 vector, {@code [n]}. */
    default Value vector32(long... values) {
        return constant(Tensor.vector32(values));
    }

    /** An int64 scalar. */
    default Value int64(long value) {
        return constant(Tensor.ofLongs(DType.INT64, new long[0], value));
    }

    /** An int32 scalar. */
    default Value int32(long value) {
        return constant(Tensor.ofLongs(DType.INT32, new long[0], value));
    }

    /** A scalar of any numeric dtype. */
    default Value scalar(DType dtype, double value) {
        return constant(Tensor.scalar(dtype, value));
    }

    /** A scalar of the dtype of another value. */
    default Value like(Value other, double value) {
        return scalar(other.dtype(), value);
    }

    /** A bool scalar. */
    default Value bool(boolean value) {
        return constant(Tensor.ofLongs(DType.BOOL, new long[0], value ? 1 : 0));
    }
}
