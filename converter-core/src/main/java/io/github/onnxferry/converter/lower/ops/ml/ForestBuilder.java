package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.ml.Forest.Node;
import io.github.onnxferry.converter.lower.ops.ml.Forest.Vote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Collects the nodes of trees in any order and puts them into the order of a {@link Forest}. */
final class ForestBuilder {
    private static final int OPEN = -1;
    private static final int UNSEEN = -2;

    private final NodeView n;
    private final List<Node> nodes = new ArrayList<>();
    private final List<List<Vote>> votes = new ArrayList<>();
    private final List<Integer> roots = new ArrayList<>();

    /** For the trees of a node, which failures name. */
    ForestBuilder(NodeView n) {
        this.n = n;
    }

    /** Adds a node that branches, and returns its number. */
    int branch(int feature, double threshold, Branch branch, boolean missingIsTrue) {
        nodes.add(new Node(feature, threshold, branch, missingIsTrue, OPEN, OPEN));
        votes.add(List.of());
        return nodes.size() - 1;
    }

    /** Says where a node branches to. */
    void link(int node, int whenTrue, int whenFalse) {
        var b = nodes.get(node);
        nodes.set(node, new Node(b.feature(), b.threshold(), b.branch(), b.missingIsTrue(), whenTrue, whenFalse));
    }

    /** Adds a leaf, and returns its number. */
    int leaf() {
        nodes.add(new Node(0, 0, Branch.LEQ, false, nodes.size(), nodes.size()));
        votes.add(new ArrayList<>());
        return nodes.size() - 1;
    }

    /** Adds a vote to a leaf; what is no leaf has none. */
    void vote(int leaf, int target, double weight) {
        if (isLeaf(leaf)) {
            votes.get(leaf).add(new Vote(target, weight));
        }
    }

    /** Says that a tree begins at a node. */
    void root(int node) {
        roots.add(node);
    }

    /**
     * Makes a node ask whether a feature is in a set: a search among the sorted members, which ends in a comparison with
     * the one that it may be.
     *
     * @param node a node that compares for equality
     * @param members the set, not empty
     */
    void member(int node, double[] members, int whenTrue, int whenFalse) {
        var sorted = Arrays.stream(members).sorted().distinct().toArray();
        search(node, sorted, 0, sorted.length, whenTrue, whenFalse);
    }

    private void search(int node, double[] members, int from, int to, int whenTrue, int whenFalse) {
        var b = nodes.get(node);
        if (to - from == 1) {
            nodes.set(node, new Node(b.feature(), members[from], Branch.EQ, b.missingIsTrue(), whenTrue, whenFalse));
            return;
        }
        int middle = (from + to) / 2;
        int lower = branch(b.feature(), 0, Branch.EQ, b.missingIsTrue());
        int upper = branch(b.feature(), 0, Branch.EQ, b.missingIsTrue());
        nodes.set(node, new Node(b.feature(), members[middle - 1], Branch.LEQ, b.missingIsTrue(), lower, upper));
        search(lower, members, from, middle, whenTrue, whenFalse);
        search(upper, members, middle, to, whenTrue, whenFalse);
    }

    private boolean isLeaf(int node) {
        return nodes.get(node).whenTrue() == node && nodes.get(node).whenFalse() == node;
    }

    /** The forest of the nodes that a root leads to. */
    Forest build() {
        var heights = heights();
        var places = new int[nodes.size()];
        int branches = 0;
        int leaves = 0;
        for (int i = 0; i < places.length; i++) {
            if (heights[i] >= 0) {
                places[i] = isLeaf(i) ? leaves++ : branches++;
            }
        }
        int firstLeaf = branches;
        IntUnaryOperator place = i -> isLeaf(i) ? places[i] + firstLeaf : places[i];
        var kept = new ArrayList<Node>();
        var keptVotes = new ArrayList<List<Vote>>();
        for (int i = 0; i < places.length; i++) {
            if (heights[i] >= 0 && isLeaf(i)) {
                keptVotes.add(List.copyOf(votes.get(i)));
            } else if (heights[i] >= 0) {
                var b = nodes.get(i);
                kept.add(new Node(
                        b.feature(),
                        b.threshold(),
                        b.branch(),
                        b.missingIsTrue(),
                        place.applyAsInt(b.whenTrue()),
                        place.applyAsInt(b.whenFalse())));
            }
        }
        int depth = roots.stream().mapToInt(r -> heights[r]).max().orElseThrow(() -> n.invalid("there are no trees"));
        return new Forest(roots.stream().map(place::applyAsInt).toList(), kept, keptVotes, depth);
    }

    /** The longest way to a leaf from each node that a root leads to; refused if a way leads back to itself. */
    private int[] heights() {
        var heights = new int[nodes.size()];
        Arrays.fill(heights, UNSEEN);
        var open = new ArrayDeque<Integer>(roots);
        while (!open.isEmpty()) {
            int at = open.peek();
            if (heights[at] >= 0) {
                open.pop();
            } else if (isLeaf(at)) {
                heights[open.pop()] = 0;
            } else if (heights[at] == UNSEEN) {
                heights[at] = OPEN;
                for (int next : List.of(nodes.get(at).whenTrue(), nodes.get(at).whenFalse())) {
                    if (heights[next] == OPEN) {
                        throw n.invalid("a tree leads back to its own node");
                    }
                    open.push(next);
                }
            } else {
                open.pop();
                heights[at] = 1
                        + Math.max(
                                heights[nodes.get(at).whenTrue()],
                                heights[nodes.get(at).whenFalse()]);
            }
        }
        return heights;
    }
}
