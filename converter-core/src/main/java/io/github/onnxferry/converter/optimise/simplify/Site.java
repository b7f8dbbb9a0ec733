package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionRewriter;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node as a rule sees it.
 *
 * @param node the node of the source
 * @param inputs what its arguments have become
 * @param uses how often each value of the source is used
 * @param rewriter makes the changed function
 */
record Site(TfNode node, List<Value> inputs, Map<Value, Integer> uses, FunctionRewriter rewriter) {
    TfBuilder tf() {
        return rewriter.builder();
    }

    /** What an argument has become. */
    Value in(int index) {
        return inputs.get(index);
    }

    /** Whether an argument is used by this node only. */
    boolean isOnlyUse(int index) {
        return uses.getOrDefault(node.inputs().get(index).output(), 0) == 1;
    }

    /** The only output of the node. */
    Value result() {
        return node.outputs().get(0);
    }

    /** An argument if it is a constant. */
    Optional<Tensor> constant(int index) {
        return in(index).constant();
    }

    /** An argument in place of the result, if it has the same shape. */
    Optional<Value> unchanged(int index) {
        return Optional.of(in(index)).filter(v -> v.hasRank() && v.shape().equals(result().shape()));
    }

    /** What makes a value, if that is one of some operations that waits for nothing else. */
    static Optional<TfNode> maker(Value value, Set<String> operations) {
        var node = value.node();
        boolean fits = operations.contains(node.op())
                && node.controlInputs().isEmpty()
                && value.dtype() == value.output().dtype();
        return fits ? Optional.of(node) : Optional.empty();
    }

    /** The permutation of a Transpose that makes a value. */
    static Optional<int[]> permutation(Value value) {
        return maker(value, Set.of("Transpose"))
                .flatMap(n -> n.inputs().get(1).constant())
                .map(Tensor::ints);
    }
}
