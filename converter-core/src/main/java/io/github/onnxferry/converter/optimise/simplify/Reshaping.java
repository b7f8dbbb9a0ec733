package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;

/** Elements under another shape. */
final class Reshaping {
    /** Operations that only give elements other axes. */
    static final Set<String> OPERATIONS = Set.of("Reshape", "ExpandDims", "Squeeze");

    /** How many of them are looked through at once; those before have been joined already, where they can be. */
    private static final int MAX_CHAIN = 16;

    private Reshaping() {}

    /** Whether a shape can be asked for by numbers, one of which may be -1. */
    static boolean isStated(Shape shape) {
        return shape.hasRank()
                && shape.dims().stream().filter(d -> !d.isKnown()).count() <= 1
                && shape.dims().stream().noneMatch(d -> d.isKnown() && d.value() <= 0);
    }

    /** What a value's elements are taken from that has only been given other axes since. */
    static Value source(Value value) {
        var source = value;
        Optional<TfNode> node = Site.maker(source, OPERATIONS);
        for (int i = 0; i < MAX_CHAIN && node.isPresent(); i++) {
            source = node.get().inputs().get(0);
            node = Site.maker(source, OPERATIONS);
        }
        return source;
    }

    /** The elements of a value under a shape that {@link #isStated}; a chain of other shapes is passed over. */
    static Value reshaped(TfBuilder tf, Value value, Shape shape) {
        var source = source(value);
        if (source.shape().equals(shape)) {
            return source;
        }
        var sizes = shape.dims().stream()
                .mapToLong(d -> d.isKnown() ? d.value() : -1)
                .toArray();
        return tf.op("Reshape").in(source, tf.vector(sizes)).shapes(shape).one();
    }
}
