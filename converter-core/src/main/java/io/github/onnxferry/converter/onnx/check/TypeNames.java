package io.github.onnxferry.converter.onnx.check;

import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.tensor.DType;
import java.util.Locale;
import java.util.Optional;

/** Types as schemas write them, such as {@code seq(tensor(float))}: without shapes. */
final class TypeNames {
    private TypeNames() {}

    /** The name of a type; nothing if it, or a part of it, is not stated. */
    static Optional<String> of(OnnxType type) {
        if (type instanceof OnnxType.TensorType tensor) {
            return Optional.of(tensor(tensor.dtype()));
        } else if (type instanceof OnnxType.SparseTensorType sparse) {
            return Optional.of("sparse_tensor(" + element(sparse.dtype()) + ")");
        } else if (type instanceof OnnxType.SequenceType sequence) {
            return of(sequence.element()).map(TypeNames::sequence);
        } else if (type instanceof OnnxType.OptionalType optional) {
            return of(optional.element()).map(element -> "optional(" + element + ")");
        } else if (type instanceof OnnxType.MapType map && map.value() instanceof OnnxType.TensorType value) {
            return Optional.of("map(" + element(map.key()) + ", " + element(value.dtype()) + ")");
        }
        return Optional.empty();
    }

    /** Such as {@code tensor(float)}. */
    static String tensor(DType dtype) {
        return "tensor(" + element(dtype) + ")";
    }

    /** The sequence of a type. */
    static String sequence(String element) {
        return "seq(" + element + ")";
    }

    /** What a sequence or optional is made of; nothing for other types. */
    static Optional<String> inner(String type) {
        int open = type.indexOf('(');
        boolean container = type.startsWith("seq(") || type.startsWith("optional(");
        return container ? Optional.of(type.substring(open + 1, type.length() - 1)) : Optional.empty();
    }

    private static String element(DType dtype) {
        return dtype.name().toLowerCase(Locale.ROOT);
    }
}
