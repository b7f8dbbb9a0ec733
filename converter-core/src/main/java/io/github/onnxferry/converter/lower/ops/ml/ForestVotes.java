package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.ops.ml.Forest.Vote;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/** What the leaves that rows have reached say of each target, aggregated over the trees. */
final class ForestVotes {
    /** Whether rows get a vote for a target. */
    enum Presence {
        NEVER,
        SOMETIMES,
        ALWAYS
    }

    private final Forest forest;
    private final int targets;
    private final DType dtype;
    private final Value leaves;
    private final TfBuilder tf;
    private final List<Set<Integer>> leavesOfTrees;
    private final Presence[] presences;

    /**
     * @param targets how many targets or classes there are
     * @param dtype in which votes are added up
     * @param leaves the leaf of each row in each tree, int32 {@code [N, trees]}
     */
    ForestVotes(Forest forest, int targets, DType dtype, Value leaves, TfBuilder tf) {
        this.forest = forest;
        this.targets = targets;
        this.dtype = dtype;
        this.leaves = leaves;
        this.tf = tf;
        this.leavesOfTrees = forest.roots().stream().map(this::leavesFrom).toList();
        this.presences = presences();
    }

    /** The aggregated votes, {@code [N, targets]}; 0 for a target without a vote. */
    Value scores(Aggregation aggregation) {
        return switch (aggregation) {
            case SUM -> sums();
            case AVERAGE -> tf.div(sums(), forest.trees());
            case MIN -> extreme("Min", Math::min, Double.POSITIVE_INFINITY);
            case MAX -> extreme("Max", Math::max, Double.NEGATIVE_INFINITY);
        };
    }

    private Value sums() {
        var table = table(Double::sum, 0);
        if (targets == 1) {
            return tf.reduce("Sum", tf.gather(tf.constant(table.reshape(table.elements())), leaves, 0), true, 1);
        }
        var ofTree = targetOfTree();
        boolean finite = Arrays.stream(table.doubles()).allMatch(Double::isFinite);
        if (ofTree.length == 0 || !finite) {
            return tf.reduce("Sum", tf.gather(tf.constant(table), leaves, 0), false, 1);
        }
        var weights = new double[forest.leaves().size()];
        for (int leaf = 0; leaf < weights.length; leaf++) {
            for (var vote : forest.leaves().get(leaf)) {
                weights[leaf] += vote.weight();
            }
        }
        var share = new double[forest.trees() * targets];
        for (int tree = 0; tree < ofTree.length; tree++) {
            share[tree * targets + ofTree[tree]] = 1;
        }
        var single = tf.constant(Tensor.ofDoubles(dtype, new long[] {weights.length}, weights));
        var spread = Tensor.ofDoubles(dtype, new long[] {forest.trees(), targets}, share);
        return tf.matMul(tf.gather(single, leaves, 0), tf.constant(spread));
    }

    /** The one target that each tree votes for; empty if a tree votes for more. */
    private int[] targetOfTree() {
        var result = new int[forest.trees()];
        for (int tree = 0; tree < result.length; tree++) {
            var seen = new HashSet<Integer>();
            for (int leaf : leavesOfTrees.get(tree)) {
                forest.leaves().get(leaf).forEach(v -> seen.add(v.target()));
            }
            if (seen.size() > 1) {
                return new int[0];
            }
            result[tree] = seen.stream().findFirst().orElse(0);
        }
        return result;
    }

    private Set<Integer> leavesFrom(int root) {
        int branches = forest.branches().size();
        var seen = new HashSet<Integer>();
        var found = new HashSet<Integer>();
        var open = new ArrayDeque<Integer>();
        open.push(root);
        while (!open.isEmpty()) {
            int at = open.pop();
            if (!seen.add(at)) {
                continue;
            }
            if (at >= branches) {
                found.add(at - branches);
            } else {
                open.push(forest.branches().get(at).whenTrue());
                open.push(forest.branches().get(at).whenFalse());
            }
        }
        return found;
    }

    private Value extreme(String reduction, DoubleBinaryOperator better, double worst) {
        var found = tf.reduce(reduction, tf.gather(tf.constant(table(better, worst)), leaves, 0), false, 1);
        boolean all = IntStream.range(0, targets).allMatch(t -> presence(t) == Presence.ALWAYS);
        return all ? found : tf.select(voted(), found, tf.like(found, 0));
    }

    /** The votes of each leaf, {@code [leaves, targets]}. */
    private Tensor table(DoubleBinaryOperator merge, double none) {
        int count = forest.leaves().size();
        var values = new double[count * targets];
        Arrays.fill(values, none);
        for (int leaf = 0; leaf < count; leaf++) {
            for (var vote : forest.leaves().get(leaf)) {
                int at = leaf * targets + vote.target();
                values[at] = merge.applyAsDouble(values[at], vote.weight());
            }
        }
        return Tensor.ofDoubles(dtype, new long[] {count, targets}, values);
    }

    /** Whether rows get a vote for a target. */
    Presence presence(int target) {
        return presences[target];
    }

    /** Each row gets a vote for a target if all leaves of some tree vote for it. */
    private Presence[] presences() {
        var result = new Presence[targets];
        Arrays.fill(result, Presence.NEVER);
        for (var ofTree : leavesOfTrees) {
            var voting = new int[targets];
            for (int leaf : ofTree) {
                forest.leaves().get(leaf).stream()
                        .mapToInt(Vote::target)
                        .distinct()
                        .forEach(target -> voting[target]++);
            }
            for (int target = 0; target < targets; target++) {
                if (voting[target] == ofTree.size()) {
                    result[target] = Presence.ALWAYS;
                } else if (voting[target] > 0 && result[target] == Presence.NEVER) {
                    result[target] = Presence.SOMETIMES;
                }
            }
        }
        return result;
    }

    /** Whether a row got a vote for a target, bool {@code [N, targets]}. */
    Value voted() {
        int count = forest.leaves().size();
        var flags = new long[count * targets];
        for (int leaf = 0; leaf < count; leaf++) {
            for (var vote : forest.leaves().get(leaf)) {
                flags[leaf * targets + vote.target()] = 1;
            }
        }
        var table = tf.constant(Tensor.ofLongs(DType.BOOL, new long[] {count, targets}, flags));
        return tf.reduce("Any", tf.gather(table, leaves, 0), false, 1);
    }
}
