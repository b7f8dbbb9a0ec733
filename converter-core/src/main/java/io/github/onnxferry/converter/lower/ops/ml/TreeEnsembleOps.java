package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.ml.ForestVotes.Presence;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.stream.IntStream;

/** Ensembles of decision trees. Integers are compared with thresholds in single precision, as in ONNX Runtime. */
public final class TreeEnsembleOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ML)
            .op("TreeEnsemble", TreeEnsembleOps::ensemble)
            .op("TreeEnsembleRegressor", TreeEnsembleOps::regressor)
            .ops("TreeEnsembleClassifier", TreeEnsembleOps::classifier)
            .build();

    private TreeEnsembleOps() {}

    /** TreeEnsemble 5: the aggregated votes of the leaves; half precision is computed in single precision. */
    private static Value ensemble(NodeView n, TfBuilder tf) {
        int targets = targets(n);
        var votes = votes(n, ForestReader.split(n, targets), targets, tf);
        var scores = votes.scores(Aggregation.numbered(n));
        var result = LinearModelOps.ofTargets(scores, targets, PostTransform.numbered(n), tf);
        return tf.cast(result, n.in("X").dtype());
    }

    /** TreeEnsembleRegressor 5: the aggregated votes of the leaves and base values. */
    private static Value regressor(NodeView n, TfBuilder tf) {
        int targets = targets(n);
        var votes = votes(n, ForestReader.listed(n, "target", targets), targets, tf);
        var base = ForestReader.numbers(n, "base_values");
        if (base.length != 0 && base.length != targets) {
            throw n.invalid(base.length + " base values for " + targets + " targets");
        }
        var scores = withBase(votes.scores(Aggregation.of(n)), base, tf);
        return tf.cast(LinearModelOps.ofTargets(scores, targets, PostTransform.of(n), tf), DType.FLOAT);
    }

    private static int targets(NodeView n) {
        long targets = n.int64("n_targets");
        if (targets < 1 || targets > Integer.MAX_VALUE) {
            throw n.invalid("there are " + targets + " targets");
        }
        return (int) targets;
    }

    private static Value withBase(Value scores, double[] base, TfBuilder tf) {
        return base.length == 0
                ? scores
                : tf.add(scores, tf.constant(Tensor.ofDoubles(scores.dtype(), new long[] {base.length}, base)));
    }

    private static ForestVotes votes(NodeView n, Forest forest, int targets, TfBuilder tf) {
        var dtype = ForestReader.computed(n);
        var x = tf.cast(Rows.of(n, n.in("X"), tf), dtype);
        return new ForestVotes(forest, targets, dtype, new ForestWalk(forest, dtype).leaves(x, tf), tf);
    }

    /** TreeEnsembleClassifier 5: of more than two classes that got a vote, the one with the highest sum. */
    private static List<Value> classifier(NodeView n, TfBuilder tf) {
        var labels = ClassLabels.of(n, "classlabels_int64s");
        int classes = labels.count();
        var forest = ForestReader.listed(n, "class", classes);
        var votes = votes(n, forest, classes, tf);
        var base = ForestReader.numbers(n, "base_values");
        if (classes <= 2) {
            return new TwoClasses(n, labels, forest, votes, base, tf).results();
        }
        if (base.length != 0 && base.length != classes) {
            throw n.invalid(base.length + " base values for " + classes + " classes");
        }
        var scores = withBase(votes.scores(Aggregation.SUM), base, tf);
        var ranked = scores;
        boolean all =
                IntStream.range(0, classes).allMatch(c -> votes.presence(c) == Presence.ALWAYS) || base.length > 0;
        if (!all) {
            ranked = tf.select(votes.voted(), scores, tf.like(scores, Double.NEGATIVE_INFINITY));
        }
        var label = labels.at(ClassLabels.highest(ranked, tf), tf);
        return List.of(label, tf.cast(PostTransform.of(n).of(scores, tf), DType.FLOAT));
    }
}
