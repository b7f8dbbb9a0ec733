package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The pairs of classes of a support vector machine, in the order (0, 1), (0, 2), … (1, 2), …
 *
 * @param classes how many classes there are
 * @param ofClass how many support vectors each class has
 * @param pairs the first and the second class of each pair
 */
record ClassPairs(int classes, long[] ofClass, List<int[]> pairs) {
    static ClassPairs of(NodeView n, int classes, long[] ofClass) {
        if (ofClass.length != classes) {
            throw n.invalid("vectors_per_class has " + ofClass.length + " entries for " + classes + " classes");
        }
        var pairs = new ArrayList<int[]>();
        for (int i = 0; i < classes; i++) {
            for (int j = i + 1; j < classes; j++) {
                pairs.add(new int[] {i, j});
            }
        }
        return new ClassPairs(classes, ofClass, pairs);
    }

    /** The number of support vectors. */
    long vectors() {
        return Arrays.stream(ofClass).sum();
    }

    /** A list with an entry a pair, more being ignored. */
    Tensor perPair(NodeView n, Tensor numbers) {
        if (numbers.elements() < pairs.size()) {
            throw n.invalid(numbers.elements() + " parameters for " + pairs.size() + " pairs of classes");
        }
        return numbers.pick(
                new long[] {pairs.size()}, LongStream.range(0, pairs.size()).toArray());
    }

    /**
     * What each support vector counts for in each pair, {@code [vectors, pairs]}.
     *
     * @param coefficients {@code [classes - 1, vectors]}: a vector of class i has its coefficient against class j in row j,
     *     or in row j - 1 if j comes after i
     */
    Tensor weights(NodeView n, Tensor coefficients) {
        int vectors = (int) vectors();
        if (coefficients.elements() < (classes - 1L) * vectors) {
            throw n.invalid(coefficients.elements() + " coefficients for " + vectors + " support vectors");
        }
        var weights = new double[vectors * pairs.size()];
        for (int pair = 0; pair < pairs.size(); pair++) {
            int first = pairs.get(pair)[0];
            int second = pairs.get(pair)[1];
            for (int v = begin(first); v < begin(first + 1); v++) {
                weights[v * pairs.size() + pair] = coefficients.getDouble((second - 1L) * vectors + v);
            }
            for (int v = begin(second); v < begin(second + 1); v++) {
                weights[v * pairs.size() + pair] = coefficients.getDouble((long) first * vectors + v);
            }
        }
        return Tensor.ofDoubles(DType.FLOAT, new long[] {vectors, pairs.size()}, weights);
    }

    private int begin(int ofTheClass) {
        return (int) Arrays.stream(ofClass, 0, ofTheClass).sum();
    }

    /** The number of votes of each class, {@code [N, classes]}: a score above zero is one for the first of a pair. */
    Value votes(Value scores, TfBuilder tf) {
        var first = new double[pairs.size() * classes];
        var second = new double[pairs.size() * classes];
        for (int pair = 0; pair < pairs.size(); pair++) {
            first[pair * classes + pairs.get(pair)[0]] = 1;
            second[pair * classes + pairs.get(pair)[1]] = 1;
        }
        var sizes = new long[] {pairs.size(), classes};
        var wins = tf.cast(tf.greater(scores, tf.like(scores, 0)), DType.FLOAT);
        var loses = tf.sub(tf.like(wins, 1), wins);
        return tf.add(
                tf.matMul(wins, tf.constant(Tensor.ofDoubles(DType.FLOAT, sizes, first))),
                tf.matMul(loses, tf.constant(Tensor.ofDoubles(DType.FLOAT, sizes, second))));
    }

    /** Probabilities of the first of each pair as matrices, {@code [N, classes, classes]}; zero on the diagonal. */
    Value square(Value first, TfBuilder tf) {
        var both =
                tf.concat(List.of(first, tf.sub(tf.like(first, 1), first), tf.mul(tf.sliceAxis(first, 1, 0, 1), 0)), 1);
        var places = new long[classes * classes];
        Arrays.fill(places, 2L * pairs.size());
        for (int pair = 0; pair < pairs.size(); pair++) {
            places[pairs.get(pair)[0] * classes + pairs.get(pair)[1]] = pair;
            places[pairs.get(pair)[1] * classes + pairs.get(pair)[0]] = (long) pairs.size() + pair;
        }
        return tf.gather(both, tf.constant(Tensor.ofLongs(DType.INT64, new long[] {classes, classes}, places)), 1);
    }
}
