package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Elements of small integer tensors as numbers or expressions. */
final class Elements {
    /** Larger tensors are not followed element by element. */
    static final int MAX = 1024;

    private Elements() {}

    /** The elements of a constant, if it is a small int32 or int64 one. */
    static Optional<List<Dim>> of(Tensor tensor) {
        if (!isFollowed(tensor.dtype()) || tensor.elements() > MAX) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(tensor.longs()).mapToObj(Dim::of).toList());
    }

    /** Whether elements of this dtype are followed. */
    static boolean isFollowed(DType dtype) {
        return dtype == DType.INT32 || dtype == DType.INT64;
    }

    static boolean allKnown(List<Dim> elements) {
        return elements.stream().allMatch(Dim::isKnown);
    }

    /** Known elements as a constant. */
    static Tensor tensor(DType dtype, Shape shape, List<Dim> elements) {
        return Tensor.ofLongs(
                dtype, shape.sizes(), elements.stream().mapToLong(Dim::value).toArray());
    }
}
