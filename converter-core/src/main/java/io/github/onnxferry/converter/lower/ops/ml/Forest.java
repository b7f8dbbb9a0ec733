package io.github.onnxferry.converter.lower.ops.ml;

import java.util.List;

/**
 * Trees of decisions, their nodes in one list: first those that branch, then the leaves.
 *
 * @param roots where the trees begin
 * @param branches the nodes that branch
 * @param leaves what each leaf votes for
 * @param depth the number of branches on the longest way from a root to a leaf
 */
record Forest(List<Integer> roots, List<Node> branches, List<List<Vote>> leaves, int depth) {
    /**
     * A node that branches.
     *
     * @param feature which feature is looked at
     * @param threshold what it is compared with
     * @param branch how
     * @param missingIsTrue whether a feature that is NaN takes the true branch whatever the comparison says
     * @param whenTrue the next node
     * @param whenFalse the next node
     */
    record Node(int feature, double threshold, Branch branch, boolean missingIsTrue, int whenTrue, int whenFalse) {}

    /**
     * What a leaf adds to a target or class.
     *
     * @param target which one
     * @param weight how much
     */
    record Vote(int target, double weight) {}

    int trees() {
        return roots.size();
    }
}
