package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;

/** Linear models; computed in single precision, which their results have. */
public final class LinearModelOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ML)
            .ops("LinearClassifier", LinearModelOps::classifier)
            .op("LinearRegressor", LinearModelOps::regressor)
            .build();

    private LinearModelOps() {}

    /** LinearRegressor 1: one linear function a target. */
    private static Value regressor(NodeView n, TfBuilder tf) {
        long targets = n.int64("targets");
        var intercepts = Lists.floats(n, "intercepts").filter(t -> t.elements() == targets);
        var scores = scores(n, targets, intercepts, tf);
        return ofTargets(scores, targets, PostTransform.of(n), tf);
    }

    /** The scores transformed; a single one stays as it is, except for a probit, as in ONNX Runtime. */
    static Value ofTargets(Value scores, long targets, PostTransform transform, TfBuilder tf) {
        return targets > 1 || transform == PostTransform.PROBIT ? transform.of(scores, tf) : scores;
    }

    /** {@code X * coefficients^T + intercepts}, {@code [N, count]}. */
    private static Value scores(NodeView n, long count, Optional<Tensor> intercepts, TfBuilder tf) {
        var coefficients = Lists.floats(n, "coefficients").orElseThrow(() -> n.invalid("there are no coefficients"));
        if (count < 1 || coefficients.elements() % count != 0) {
            throw n.invalid(coefficients.elements() + " coefficients are not " + count + " linear functions");
        }
        var functions = tf.constant(coefficients.reshape(count, coefficients.elements() / count));
        var products = tf.matMul(Rows.single(n, tf), functions, false, true);
        return intercepts.map(t -> tf.add(products, tf.constant(t))).orElse(products);
    }

    /**
     * LinearClassifier 1: one linear function a class, or one for two classes, of which the second wins above zero.
     *
     * <p>Of two classes with one function the scores are {@code [1 - s, s]}, or the logistic of {@code [-s, s]}; as in
     * ONNX Runtime, whatever other transform is asked for.
     */
    private static List<Value> classifier(NodeView n, TfBuilder tf) {
        var labels = ClassLabels.of(n, "classlabels_ints");
        var intercepts = Lists.floats(n, "intercepts");
        long count = intercepts.map(Tensor::elements).orElse((long) labels.count());
        var scores = scores(n, count, intercepts, tf);
        var transform = PostTransform.of(n);
        if (count > 1) {
            if (labels.count() < count) {
                throw n.invalid(count + " scores have " + labels.count() + " labels");
            }
            return List.of(labels.at(ClassLabels.highest(scores, tf), tf), transform.of(scores, tf));
        }
        var positive = tf.squeeze(tf.greater(scores, tf.scalar(DType.FLOAT, 0)), 1);
        if (labels.count() != 2) {
            var label = ClassLabels.oneOrZero(positive, labels.areStrings(), tf);
            return List.of(label, ofTargets(scores, 1, transform, tf));
        }
        if (transform == PostTransform.PROBIT) {
            throw n.unsupported("a probit of one score for two classes, which ONNX Runtime leaves undefined");
        }
        return List.of(labels.second(positive, tf), ofTwo(scores, transform, tf));
    }

    /** Scores of two classes from one, {@code [N, 1]}. */
    static Value ofTwo(Value score, PostTransform transform, TfBuilder tf) {
        return transform == PostTransform.LOGISTIC
                ? transform.of(tf.concat(List.of(tf.neg(score), score), 1), tf)
                : tf.concat(List.of(tf.sub(tf.like(score, 1), score), score), 1);
    }
}
