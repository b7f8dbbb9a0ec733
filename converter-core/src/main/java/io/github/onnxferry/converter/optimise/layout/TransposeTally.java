package io.github.onnxferry.converter.optimise.layout;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.Value;

/**
 * What a program transposes.
 *
 * @param count how many Transpose operations it has
 * @param bytes how many bytes they move in one call; a length that is known only when the model runs counts as {@value
 *     #TYPICAL_LENGTH}
 */
public record TransposeTally(long count, long bytes) {
    /** What a length counts as that is known only when the model runs. */
    static final int TYPICAL_LENGTH = 16;

    /** What the functions of a program transpose, each counted once. */
    public static TransposeTally of(TfModel model) {
        return model.library().stream().map(TransposeTally::of).reduce(of(model.main()), TransposeTally::plus);
    }

    static TransposeTally of(TfFunction function) {
        return function.nodes().stream()
                .filter(n -> n.op().equals("Transpose"))
                .map(n -> new TransposeTally(1, bytes(n.outputs().get(0))))
                .reduce(new TransposeTally(0, 0), TransposeTally::plus);
    }

    private TransposeTally plus(TransposeTally other) {
        return new TransposeTally(count + other.count, bytes + other.bytes);
    }

    /** The bytes of a value; one element's if its rank is not known. */
    static long bytes(Value value) {
        double elements = value.hasRank()
                ? value.shape().dims().stream()
                        .mapToDouble(TransposeTally::length)
                        .reduce(1, (a, b) -> a * b)
                : 1;
        return (long) Math.min(elements * Math.max(1, value.dtype().carrier().bits() / 8), 1e15);
    }

    private static double length(Dim dim) {
        return dim.isKnown() ? dim.value() : Math.max(1, dim.at(TYPICAL_LENGTH));
    }
}
