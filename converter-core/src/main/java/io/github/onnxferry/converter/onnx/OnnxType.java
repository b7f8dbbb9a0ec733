package io.github.onnxferry.converter.onnx;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;

/** The type of an ONNX value. */
public sealed interface OnnxType {
    /** A dense tensor. */
    record TensorType(DType dtype, Shape shape) implements OnnxType {}

    /** A sparse tensor. */
    record SparseTensorType(DType dtype, Shape shape) implements OnnxType {}

    /** A list of values of one type. */
    record SequenceType(OnnxType element) implements OnnxType {}

    /** A value that may be absent. */
    record OptionalType(OnnxType element) implements OnnxType {}

    /** A map from integers or strings to values. */
    record MapType(DType key, OnnxType value) implements OnnxType {}

    /** A type that only its domain knows. */
    record OpaqueType(String domain, String name) implements OnnxType {}

    /** A type that the file does not state. */
    record Unknown() implements OnnxType {}
}
