package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionRewriter;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node as a rule sees it.
 *
 * @param node the node of the source
 * @param inputs what its arguments have become
 * @param uses how often each value of the source is used
 * @param rewriter makes the changed function
 * @param budget how many elements of weights may still be computed
 */
record Site(TfNode node, List<Value> inputs, Map<Value, Integer> uses, FunctionRewriter rewriter, Budget budget) {
    TfBuilder tf() {
        return rewriter.builder();
    }

    /** What an argument has become. */
    Value in(int index) {
        return inputs.get(index);
    }

    /** Whether an argument is used by this node only, so that what makes it may be changed. */
    boolean isOnlyUse(int index) {
        return uses.getOrDefault(node.inputs().get(index).output(), 0) == 1;
    }

    /** Whether a value, some nodes below the first argument, is read on the way to this node only. */
    boolean isReadHereOnly(Value value) {
        var below = node.inputs().get(0);
        while (uses.getOrDefault(below.output(), 0) == 1 && !rewriter.of(below).equals(value)) {
            var next =
                    below.node().inputs().stream().filter(v -> !v.isConstant()).toList();
            if (next.size() != 1) {
                return false;
            }
            below = next.get(0);
        }
        return uses.getOrDefault(below.output(), 0) == 1;
    }

    /** A value plus a constant argument that {@link #alongLastAxis} took; it is still the parameter that it was. */
    Value biased(Value value, int index, Tensor bias) {
        var constant = Arrays.equals(
                        bias.sizes(), in(index).constant().orElseThrow().sizes())
                ? in(index)
                : in(index).node().weightName().map(w -> tf().weight(w, bias)).orElseGet(() -> tf().constant(bias));
        return tf().op("BiasAdd").in(value, constant).shapes(value.shape()).one();
    }

    /**
     * A constant argument as a vector along the last axis of the other one.
     *
     * @param length of that axis; a single number serves for all of it
     * @return the vector, {@code [length]}
     */
    Optional<Tensor> alongLastAxis(int index, long length) {
        var tensor = in(index).constant();
        if (tensor.isEmpty() || tensor.get().dtype() != DType.FLOAT) {
            return Optional.empty();
        }
        long[] sizes = tensor.get().sizes();
        long last = sizes.length == 0 ? 1 : sizes[sizes.length - 1];
        boolean vector =
                Arrays.stream(sizes).limit(Math.max(0, sizes.length - 1L)).allMatch(s -> s == 1);
        boolean fits = vector && sizes.length <= in(1 - index).rank() && (last == length || last == 1);
        return fits ? Optional.of(tensor.get().reshape(last).expand(length)) : Optional.empty();
    }
}
