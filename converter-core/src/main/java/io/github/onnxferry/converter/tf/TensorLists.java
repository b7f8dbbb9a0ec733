package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** TensorFlow's lists of tensors, which grow inside of loops without copying what they hold. */
public final class TensorLists {
    /** Until something is pushed, a list may hold this many; it grows beyond without end. */
    private static final int ANY_NUMBER = -1;

    private TensorLists() {}

    /** An empty list, a scalar of dtype {@code VARIANT}, for elements of a dtype and shape. */
    public static Value empty(DType element, Shape shape, TfBuilder tf) {
        return tf.op("EmptyTensorList")
                .in(elementShape(shape, tf), tf.int32(ANY_NUMBER))
                .attr("element_dtype", element)
                .shapes(Shape.scalar())
                .one();
    }

    /** A list with one more element at its end. */
    public static Value push(Value list, Value element, TfBuilder tf) {
        return tf.op("TensorListPushBack")
                .in(list, element)
                .shapes(Shape.scalar())
                .one();
    }

    /**
     * The elements, all of one shape, along a new first axis. Of an empty list, lengths that are not known become 0.
     *
     * @param shape the shape of an element as far as known
     * @param length the number of elements, an int64 scalar
     */
    public static Value stack(Value list, DType element, Shape shape, Value length, TfBuilder tf) {
        var stacked = new ArrayList<>(List.of(tf.unknownDim()));
        shape.known().ifPresent(stacked::addAll);
        return tf.op("TensorListStack")
                .in(list, elementShape(shape, length, tf))
                .attr("element_dtype", element)
                .shapes(shape.hasRank() ? Shape.of(stacked) : Shape.unknown())
                .one();
    }

    private static Value elementShape(Shape shape, Value length, TfBuilder tf) {
        if (!shape.hasRank() || shape.isFullyKnown()) {
            return elementShape(shape, tf);
        }
        var ifEmpty = shape.dims().stream()
                .mapToLong(d -> d.isKnown() ? d.value() : 0)
                .toArray();
        return tf.select(tf.equal(length, tf.int64(0)), tf.vector32(ifEmpty), elementShape(shape, tf));
    }

    private static Value elementShape(Shape shape, TfBuilder tf) {
        return shape.hasRank() ? tf.vector32(shape.sizesOrUnknown()) : tf.int32(-1);
    }
}
