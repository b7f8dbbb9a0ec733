package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Reads trees from the attributes of the three operators that have them. */
final class ForestReader {
    private final NodeView n;
    private final ForestBuilder builder;

    private ForestReader(NodeView n) {
        this.n = n;
        this.builder = new ForestBuilder(n);
    }

    /** A node of a tree, by the names that TreeEnsembleClassifier and TreeEnsembleRegressor give. */
    private record Id(long tree, long node) {}

    /**
     * The trees of TreeEnsembleClassifier or TreeEnsembleRegressor 5: parallel lists of nodes, and parallel lists of votes.
     * A tree begins at the first of its nodes.
     *
     * @param votes what the names of the lists of votes begin with, {@code class} or {@code target}
     * @param targets how many classes or targets there are
     */
    static Forest listed(NodeView n, String votes, int targets) {
        return new ForestReader(n).readListed(votes, targets);
    }

    /**
     * The trees of TreeEnsemble 5: nodes that branch and leaves are lists of their own. A tree of one leaf begins at a node
     * of which both branches lead to it.
     */
    static Forest split(NodeView n, int targets) {
        return new ForestReader(n).readSplit(targets);
    }

    /** Numbers of a float list, or of the tensor that may be in its place. */
    static double[] numbers(NodeView n, String attribute) {
        return Lists.tensor(n, attribute + "_as_tensor")
                .or(() -> Lists.floats(n, attribute))
                .map(Tensor::doubles)
                .orElse(new double[0]);
    }

    private Forest readListed(String votes, int targets) {
        var modes = n.optionalStrings("nodes_modes").orElse(List.of());
        int count = modes.size();
        var trees = integers("nodes_treeids", count);
        var names = integers("nodes_nodeids", count);
        var features = integers("nodes_featureids", count);
        var values = sized("nodes_values", numbers(n, "nodes_values"), count);
        var missing = Lists.int64s(n, "nodes_missing_value_tracks_true")
                .map(Tensor::longs)
                .orElse(new long[0]);
        Map<Id, Integer> ids = new HashMap<>();
        var begun = new HashSet<Long>();
        for (int i = 0; i < count; i++) {
            int node = modes.get(i).equals("LEAF")
                    ? builder.leaf()
                    : builder.branch(
                            index(features[i]), values[i], branch(modes.get(i)), i < missing.length && missing[i] == 1);
            if (ids.put(new Id(trees[i], names[i]), node) != null) {
                throw n.invalid("node " + names[i] + " of tree " + trees[i] + " is there twice");
            }
            if (begun.add(trees[i])) {
                builder.root(node);
            }
        }
        var whenTrue = integers("nodes_truenodeids", count);
        var whenFalse = integers("nodes_falsenodeids", count);
        for (int i = 0; i < count; i++) {
            if (!modes.get(i).equals("LEAF")) {
                builder.link(i, find(ids, trees[i], whenTrue[i]), find(ids, trees[i], whenFalse[i]));
            }
        }
        readVotes(votes, targets, ids);
        return builder.build();
    }

    private void readVotes(String votes, int targets, Map<Id, Integer> ids) {
        var weights = numbers(n, votes + "_weights");
        var votedFor = integers(votes + "_ids", weights.length);
        var trees = integers(votes + "_treeids", weights.length);
        var names = integers(votes + "_nodeids", weights.length);
        for (int i = 0; i < weights.length; i++) {
            builder.vote(find(ids, trees[i], names[i]), target(votedFor[i], targets), weights[i]);
        }
    }

    private int find(Map<Id, Integer> ids, long tree, long node) {
        var found = ids.get(new Id(tree, node));
        if (found == null) {
            throw n.invalid("tree " + tree + " has no node " + node);
        }
        return found;
    }

    private Branch branch(String mode) {
        for (var branch : Branch.values()) {
            if (mode.equals("BRANCH_" + branch)) {
                return branch;
            }
        }
        throw n.invalid("there is no mode " + mode);
    }

    private Forest readSplit(int targets) {
        var modes = n.tensor("nodes_modes").map(Tensor::longs).orElseThrow(() -> n.invalid("there are no nodes_modes"));
        int count = modes.length;
        var features = integers("nodes_featureids", count);
        var splits = Lists.tensor(n, "nodes_splits").map(Tensor::doubles).orElse(new double[0]);
        sized("nodes_splits", splits, count);
        var missing = Lists.int64s(n, "nodes_missing_value_tracks_true")
                .map(Tensor::longs)
                .orElse(new long[0]);
        for (int i = 0; i < count; i++) {
            builder.branch(index(features[i]), splits[i], branch(modes[i]), i < missing.length && missing[i] == 1);
        }
        var leaves = readLeaves(targets);
        var trueNodes = integers("nodes_truenodeids", count);
        var trueLeaves = integers("nodes_trueleafs", count);
        var falseNodes = integers("nodes_falsenodeids", count);
        var falseLeaves = integers("nodes_falseleafs", count);
        var sets = members(modes);
        for (int i = 0; i < count; i++) {
            int whenTrue = child(trueLeaves[i] != 0, trueNodes[i], count, leaves);
            int whenFalse = child(falseLeaves[i] != 0, falseNodes[i], count, leaves);
            if (modes[i] == Branch.MEMBER) {
                builder.member(i, sets.getOrDefault(i, new double[0]), whenTrue, whenFalse);
            } else {
                builder.link(i, whenTrue, whenFalse);
            }
        }
        for (long root : n.int64s("tree_roots")) {
            int at = child(false, root, count, leaves);
            boolean isLeaf = trueLeaves[at] != 0 && falseLeaves[at] != 0 && trueNodes[at] == falseNodes[at];
            builder.root(isLeaf ? child(true, trueNodes[at], count, leaves) : at);
        }
        return builder.build();
    }

    private List<Integer> readLeaves(int targets) {
        var weights = Lists.tensor(n, "leaf_weights").map(Tensor::doubles).orElse(new double[0]);
        var votedFor = integers("leaf_targetids", weights.length);
        var leaves = new ArrayList<Integer>();
        for (int i = 0; i < weights.length; i++) {
            int leaf = builder.leaf();
            builder.vote(leaf, target(votedFor[i], targets), weights[i]);
            leaves.add(leaf);
        }
        return leaves;
    }

    private int child(boolean isLeaf, long number, int nodes, List<Integer> leaves) {
        if (number < 0 || number >= (isLeaf ? leaves.size() : nodes)) {
            throw n.invalid("there is no " + (isLeaf ? "leaf " : "node ") + number);
        }
        return isLeaf ? leaves.get((int) number) : (int) number;
    }

    private Branch branch(long mode) {
        if (mode < 0 || mode > Branch.MEMBER) {
            throw n.invalid("there is no mode " + mode);
        }
        return mode == Branch.MEMBER ? Branch.EQ : Branch.values()[(int) mode];
    }

    /** The set of each node that asks for membership: members follow one another, a NaN ends a set. */
    private Map<Integer, double[]> members(long[] modes) {
        var values = Lists.tensor(n, "membership_values").map(Tensor::doubles).orElse(new double[0]);
        var sets = new HashMap<Integer, double[]>();
        int at = 0;
        for (int i = 0; i < modes.length; i++) {
            if (modes[i] == Branch.MEMBER) {
                int end = at;
                while (end < values.length && !Double.isNaN(values[end])) {
                    end++;
                }
                if (end == at) {
                    throw n.invalid("node " + i + " asks for membership of an empty set");
                }
                sets.put(i, Arrays.copyOfRange(values, at, end));
                at = end + 1;
            }
        }
        return sets;
    }

    private int index(long feature) {
        if (feature < 0 || feature > Integer.MAX_VALUE) {
            throw n.invalid("there is no feature " + feature);
        }
        return (int) feature;
    }

    private int target(long target, int targets) {
        if (target < 0 || target >= targets) {
            throw n.invalid("there is no target or class " + target + " of " + targets);
        }
        return (int) target;
    }

    private long[] integers(String attribute, int count) {
        var values = n.optionalInt64s(attribute).orElse(new long[0]);
        if (values.length != count) {
            throw n.invalid(attribute + " has " + values.length + " entries of " + count);
        }
        return values;
    }

    private double[] sized(String attribute, double[] values, int count) {
        if (values.length != count) {
            throw n.invalid(attribute + " has " + values.length + " entries of " + count);
        }
        return values;
    }

    /** The dtype in which features are compared with thresholds and votes are added up. */
    static DType computed(NodeView n) {
        boolean isDouble = n.in("X").dtype() == DType.DOUBLE
                || n.tensor("nodes_values_as_tensor")
                        .map(t -> t.dtype() == DType.DOUBLE)
                        .orElse(false);
        return isDouble ? DType.DOUBLE : DType.FLOAT;
    }
}
