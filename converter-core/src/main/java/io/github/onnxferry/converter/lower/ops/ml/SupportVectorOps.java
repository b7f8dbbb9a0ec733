package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.List;

/**
 * Support vector machines; computed in single precision, which their results have. Without support vectors they are linear
 * functions.
 */
public final class SupportVectorOps {
    /** Probabilities of pairs keep this distance from 0 and 1. */
    private static final double MARGIN = 1e-7;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ML)
            .ops("SVMClassifier", SupportVectorOps::classifier)
            .op("SVMRegressor", SupportVectorOps::regressor)
            .build();

    private SupportVectorOps() {}

    /**
     * SVMRegressor 1: {@code K(X, support_vectors) * coefficients + rho}, {@code [N, 1]}; of one class, 1 above zero and -1
     * else. ONNX Runtime computes no post_transform here, and neither does this.
     */
    private static Value regressor(NodeView n, TfBuilder tf) {
        var coefficients = required(n, "coefficients");
        var rho = required(n, "rho").getDouble(0);
        var x = Rows.single(n, tf);
        long count = n.int64("n_supports");
        var score = count > 0
                ? tf.matMul(
                        SupportVectorKernel.of(n).of(n, x, rows(n, required(n, "support_vectors"), count), tf),
                        tf.constant(column(n, coefficients, count)))
                : tf.matMul(x, tf.constant(coefficients.reshape(coefficients.elements(), 1)));
        var shifted = tf.add(score, rho);
        if (!n.flag("one_class")) {
            return shifted;
        }
        var positive = tf.greater(shifted, tf.like(shifted, 0));
        return tf.select(positive, tf.like(shifted, 1), tf.like(shifted, -1));
    }

    private static Tensor required(NodeView n, String attribute) {
        return Lists.floats(n, attribute).orElseThrow(() -> n.invalid("there are no " + attribute));
    }

    private static Tensor rows(NodeView n, Tensor numbers, long count) {
        if (numbers.elements() % count != 0) {
            throw n.invalid(numbers.elements() + " numbers are not " + count + " vectors");
        }
        return numbers.reshape(count, numbers.elements() / count);
    }

    private static Tensor column(NodeView n, Tensor numbers, long count) {
        if (numbers.elements() != count) {
            throw n.invalid(numbers.elements() + " coefficients for " + count + " support vectors");
        }
        return numbers.reshape(count, 1);
    }

    /** SVMClassifier 1: linear functions of classes, or votes of a machine for each pair of classes. */
    private static List<Value> classifier(NodeView n, TfBuilder tf) {
        var labels = ClassLabels.of(n, "classlabels_ints");
        if (labels.count() < 2) {
            throw n.unsupported("a machine of one class, of which ONNX Runtime leaves the results undefined");
        }
        var ofClass = n.optionalInt64s("vectors_per_class").orElse(new long[0]);
        return Arrays.stream(ofClass).sum() > 0 ? machines(n, labels, ofClass, tf) : linear(n, labels, tf);
    }

    /**
     * One linear function a class, all with the first {@code rho}. Of two classes the second wins where the highest score is
     * above zero, or from 0.5 on if no coefficient is negative; as in ONNX Runtime.
     */
    private static List<Value> linear(NodeView n, ClassLabels labels, TfBuilder tf) {
        var functions = rows(n, required(n, "coefficients"), labels.count());
        var scores = tf.add(
                tf.matMul(Rows.single(n, tf), tf.constant(functions), false, true),
                required(n, "rho").getDouble(0));
        var winner = ClassLabels.highest(scores, tf);
        if (labels.count() == 2) {
            var highest = tf.reduce("Max", scores, false, 1);
            boolean noneNegative = Arrays.stream(functions.doubles()).allMatch(v -> v >= 0);
            var second = noneNegative
                    ? tf.greaterEqual(highest, tf.like(highest, 0.5))
                    : tf.greater(highest, tf.like(highest, 0));
            winner = tf.select(second, tf.int64(1), winner);
        }
        return List.of(labels.at(winner, tf), PostTransform.of(n).of(scores, tf));
    }

    /**
     * A machine for each pair of classes votes for one of them; the class with most votes wins, the first of equal ones.
     * The scores are the probabilities of the classes where there are parameters for them, else those of the machines.
     */
    private static List<Value> machines(NodeView n, ClassLabels labels, long[] ofClass, TfBuilder tf) {
        var pairs = ClassPairs.of(n, labels.count(), ofClass);
        var vectors = rows(n, required(n, "support_vectors"), pairs.vectors());
        var kernels = SupportVectorKernel.of(n).of(n, Rows.single(n, tf), vectors, tf);
        var rho = pairs.perPair(n, required(n, "rho"));
        var scores = tf.add(
                tf.matMul(kernels, tf.constant(pairs.weights(n, required(n, "coefficients")))), tf.constant(rho));
        var winner = ClassLabels.highest(pairs.votes(scores, tf), tf);
        var label = labels.at(winner, tf);
        var transform = PostTransform.of(n);
        var slopes = Lists.floats(n, "prob_a");
        if (slopes.isPresent()) {
            var a = tf.constant(pairs.perPair(n, slopes.get()));
            var b = tf.constant(pairs.perPair(n, required(n, "prob_b")));
            var first =
                    tf.op("Sigmoid").in(tf.neg(tf.add(tf.mul(scores, a), b))).one();
            var inside = tf.minimum(tf.maximum(first, tf.like(first, MARGIN)), tf.like(first, 1 - MARGIN));
            var probabilities = new PairwiseCoupling(labels.count()).probabilities(pairs.square(inside, tf), tf);
            return List.of(label, transform.of(probabilities, tf));
        }
        return List.of(label, labels.count() > 2 ? transform.of(scores, tf) : ofTwo(n, scores, transform, tf));
    }

    /** The scores of two classes from that of their machine: {@code [-s, s]}, or {@code [1 - s, s]} if transformed. */
    private static Value ofTwo(NodeView n, Value score, PostTransform transform, TfBuilder tf) {
        return switch (transform) {
            case NONE -> tf.concat(List.of(tf.neg(score), score), 1);
            case PROBIT ->
                throw n.unsupported("a probit of one score for two classes, which ONNX Runtime leaves undefined");
            default -> tf.cast(LinearModelOps.ofTwo(score, transform, tf), DType.FLOAT);
        };
    }
}
