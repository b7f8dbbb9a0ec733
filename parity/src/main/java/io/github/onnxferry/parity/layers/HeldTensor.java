package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.run.GraphTensor;
import java.util.List;
import java.util.Optional;

/**
 * A tensor of the opened function that holds a value of the ONNX model.
 *
 * @param value name of the value
 * @param tensor where it is, without scope
 * @param dtype element type of the value; the tensor has its carrier or a type that holds it exactly
 * @param permutation axis {@code i} of the value is axis {@code permutation[i]} of the tensor; empty if they are the same
 */
record HeldTensor(String value, GraphTensor tensor, DType dtype, List<Integer> permutation) {
    HeldTensor {
        permutation = List.copyOf(permutation);
    }

    /** The value in a tensor as TensorFlow gives it; the tensor itself where it is of another kind or rank. */
    Tensor read(Tensor held) {
        var moved = !permutation.isEmpty() && held.rank() == permutation.size()
                ? held.transpose(permutation.stream().mapToInt(i -> i).toArray())
                : held;
        return converted(moved, dtype).orElse(moved);
    }

    /** The tensor that TensorFlow gets for a value; nothing if the value does not fit into the tensor. */
    Optional<Tensor> write(Tensor reference, DType held) {
        if (permutation.isEmpty()) {
            return converted(reference, held);
        }
        if (reference.rank() != permutation.size()) {
            return Optional.empty();
        }
        var inverse = new int[permutation.size()];
        for (int i = 0; i < inverse.length; i++) {
            inverse[permutation.get(i)] = i;
        }
        return converted(reference.transpose(inverse), held);
    }

    private static Optional<Tensor> converted(Tensor from, DType to) {
        if (from.dtype() == to) {
            return Optional.of(from);
        }
        if (from.dtype().carrier() == to.carrier()) {
            return Optional.of(from.as(to));
        }
        boolean sameKind =
                (from.dtype().isFloat() && to.isFloat()) || (from.dtype().isInteger() && to.isInteger());
        return sameKind ? Optional.of(from.cast(to)) : Optional.empty();
    }
}
