package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * One output of a node: a tensor at run time, with all that is known of it before.
 *
 * <p>The dtype may be one that TensorFlow lacks; at run time the tensor then holds the same values in the dtype's
 * {@linkplain DType#carrier() carrier}.
 */
public final class Value {
    private final TfNode node;
    private final int index;
    private final DType dtype;
    private final Shape shape;
    private final Optional<List<Dim>> elements;

    Value(TfNode node, int index, DType dtype, Shape shape, Optional<List<Dim>> elements) {
        this.node = node;
        this.index = index;
        this.dtype = dtype;
        this.shape = shape;
        this.elements = elements;
    }

    /** The node that makes it. */
    public TfNode node() {
        return node;
    }

    /** Which output of the node it is, counted over all elements of list outputs. */
    public int index() {
        return index;
    }

    /** The output of the node that this is, under the dtype that the node gives it. */
    public Value output() {
        return node.outputs().get(index);
    }

    /** Element type. */
    public DType dtype() {
        return dtype;
    }

    /** Shape, as far as known. */
    public Shape shape() {
        return shape;
    }

    /** Number of axes; only if known. */
    public int rank() {
        return shape.rank();
    }

    /** Whether the number of axes is known. */
    public boolean hasRank() {
        return shape.hasRank();
    }

    /** The length of an axis; negative axes count from the end. */
    public Dim dim(int axis) {
        return shape.dim(axis);
    }

    /** The elements of a small integer tensor, row-major, as numbers or expressions, if they are known. */
    public Optional<List<Dim>> elements() {
        return elements;
    }

    /** The tensor, if it is a constant. */
    public Optional<Tensor> constant() {
        return node.tensor();
    }

    /** Whether this is a constant. */
    public boolean isConstant() {
        return node.tensor().isPresent();
    }

    /** Such as {@code conv1:0 FLOAT[batch, 3, 8, 8]}. */
    @Override
    public String toString() {
        return node.name() + ":" + index + " " + dtype + shape;
    }
}
