package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/**
 * The results of TreeEnsembleClassifier for one or two classes. The operator's definition says nothing of them; this is what
 * ONNX Runtime does.
 *
 * <ul>
 *   <li>Trees usually vote for one class only. Their sum {@code s} then speaks for the second label, which wins above 0.5 if
 *       no vote is negative, else above 0; the scores are {@code [1 - s, s]} or {@code [-s, s]}.
 *   <li>Where the votes are for the second class, the scores are those of the two classes.
 *   <li>Where trees vote for both, the second class wins above zero, and the label is 1 or 0 whatever integers the classes
 *       are called.
 * </ul>
 */
final class TwoClasses {
    private final NodeView n;
    private final ClassLabels labels;
    private final double[] base;
    private final PostTransform transform;
    private final TfBuilder tf;
    private final ForestVotes votes;
    private final Value sums;
    private final boolean oneVoted;
    private final boolean noneNegative;

    TwoClasses(NodeView n, ClassLabels labels, Forest forest, ForestVotes votes, double[] base, TfBuilder tf) {
        this.n = n;
        this.labels = labels;
        this.base = base;
        this.transform = PostTransform.of(n);
        this.tf = tf;
        this.votes = votes;
        this.sums = votes.scores(Aggregation.SUM);
        var all = forest.leaves().stream().flatMap(List::stream).toList();
        this.oneVoted = all.stream().map(Forest.Vote::target).distinct().count() == 1;
        this.noneNegative = all.stream().allMatch(v -> v.weight() >= 0);
        if (base.length > 2 || (labels.count() == 1 && base.length == 2)) {
            throw n.invalid(base.length + " base values for " + labels.count() + " classes");
        }
    }

    /** What speaks for the second class, {@code [N, 1]}, and the scores, {@code [N, classes]}. */
    private record Outcome(Value positive, Value scores) {}

    /** The labels, {@code [N]}, and the scores, {@code [N, classes]} in single precision. */
    List<Value> results() {
        var outcome = labels.count() == 1 ? ofOneClass() : ofTwoClasses();
        boolean byLabel = labels.count() == 2 && oneVoted;
        double bound = byLabel && noneNegative ? 0.5 : 0;
        var wins = tf.squeeze(tf.greater(outcome.positive(), tf.like(outcome.positive(), bound)), 1);
        return List.of(label(wins, byLabel), tf.cast(outcome.scores(), DType.FLOAT));
    }

    private Value label(Value wins, boolean byLabel) {
        if (labels.areStrings() && labels.count() == 1) {
            throw n.unsupported("one class that is called by a text, of which ONNX Runtime may ask for a second");
        }
        return byLabel || labels.areStrings() ? labels.second(wins, tf) : ClassLabels.oneOrZero(wins, false, tf);
    }

    private Outcome ofOneClass() {
        var score = base.length == 1 ? tf.add(sums, base[0]) : sums;
        return new Outcome(score, LinearModelOps.ofTargets(score, 1, transform, tf));
    }

    private Outcome ofTwoClasses() {
        return switch (votes.presence(1)) {
            case ALWAYS -> secondVoted();
            case NEVER -> secondNotVoted();
            case SOMETIMES -> {
                var here = secondVoted();
                var there = secondNotVoted();
                var voted = tf.sliceAxis(votes.voted(), 1, 1, 2);
                yield new Outcome(
                        tf.select(voted, here.positive(), there.positive()),
                        tf.select(voted, here.scores(), there.scores()));
            }
        };
    }

    private Value sum(int target) {
        return tf.sliceAxis(sums, 1, target, target + 1);
    }

    /** A value where the first class got a vote, else 0. */
    private Value whereFirstVoted(Value value) {
        return switch (votes.presence(0)) {
            case ALWAYS -> value;
            case NEVER -> tf.op("ZerosLike").in(value).one();
            case SOMETIMES -> tf.select(tf.sliceAxis(votes.voted(), 1, 0, 1), value, tf.like(value, 0));
        };
    }

    /** With two base values the sum of the first class and the second base value speak for the second class. */
    private Outcome secondVoted() {
        if (base.length == 2) {
            var second = tf.add(sum(0), base[1]);
            return both(whereFirstVoted(tf.neg(second)), second);
        }
        return both(whereFirstVoted(base.length == 1 ? tf.add(sum(0), base[0]) : sum(0)), sum(1));
    }

    private Outcome both(Value first, Value second) {
        return new Outcome(second, scores(first, second));
    }

    private Value scores(Value first, Value second) {
        return tf.cast(transform.of(tf.concat(List.of(first, second), 1), tf), DType.FLOAT);
    }

    private Outcome secondNotVoted() {
        var first = whereFirstVoted(base.length == 0 ? sum(0) : tf.add(sum(0), base[0]));
        if (base.length == 2) {
            return new Outcome(first, scores(first, tf.op("ZerosLike").in(first).one()));
        }
        if (transform == PostTransform.PROBIT || (base.length == 1 && !oneVoted)) {
            throw n.unsupported("votes for the first of two classes, with a probit or one base value, of which"
                    + " ONNX Runtime leaves the second score undefined");
        }
        if (transform == PostTransform.LOGISTIC || (oneVoted && noneNegative)) {
            return new Outcome(first, tf.cast(LinearModelOps.ofTwo(first, transform, tf), DType.FLOAT));
        }
        return new Outcome(first, tf.cast(tf.concat(List.of(tf.neg(first), first), 1), DType.FLOAT));
    }
}
