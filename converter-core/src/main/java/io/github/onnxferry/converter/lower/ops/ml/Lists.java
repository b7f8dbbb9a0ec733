package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringsValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Attributes that are lists, as vectors; an empty list counts as none. */
final class Lists {
    private Lists() {}

    /** A list of strings, their bytes as they are in the file. */
    static Optional<Tensor> strings(NodeView n, String attribute) {
        return Optional.ofNullable(n.attributes().get(attribute))
                .filter(a -> a instanceof StringsValue v && !v.values().isEmpty())
                .map(a -> ((StringsValue) a)
                        .values().stream().map(OnnxAttribute.Text::bytes).toList())
                .map(bytes -> Tensor.ofStrings(new long[] {bytes.size()}, bytes));
    }

    /** A list of integers. */
    static Optional<Tensor> int64s(NodeView n, String attribute) {
        return n.optionalInt64s(attribute).filter(v -> v.length > 0).map(Tensor::vector);
    }

    /** A list of floats in single precision. */
    static Optional<Tensor> floats(NodeView n, String attribute) {
        return n.optionalFloat32s(attribute).filter(v -> !v.isEmpty()).map(v -> tensor(DType.FLOAT, v, v.size()));
    }

    /** A tensor attribute with elements, as a vector. */
    static Optional<Tensor> tensor(NodeView n, String attribute) {
        return n.tensor(attribute).filter(t -> t.elements() > 0).map(t -> t.reshape(t.elements()));
    }

    /** Numbers as a tensor; the product of the sizes is their count. */
    static Tensor tensor(DType dtype, List<Float> values, long... sizes) {
        return Tensor.ofDoubles(
                dtype, sizes, values.stream().mapToDouble(Float::doubleValue).toArray());
    }
}
