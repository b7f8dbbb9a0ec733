package io.github.onnxferry.converter.target;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A tensor of the main function that holds a value of the source model. A value that two tensors hold, such as one
 * channels-first and one channels-last, has two of these.
 *
 * @param name name of the value in the source model
 * @param tensor where it is, such as {@code conv1/Conv2D:0}: node, and which of the node's outputs
 * @param dtype element type that the value has in the source; the tensor has its carrier or a type that holds it exactly
 * @param permutation axis {@code i} of the value is axis {@code permutation[i]} of the tensor; empty if they are the same
 */
record HeldValue(String name, String tensor, DType dtype, List<Integer> permutation) {
    /** How many views of one another are looked through; it bounds the work a value. */
    private static final int MAX_VIEWS = 16;

    HeldValue {
        permutation = List.copyOf(permutation);
    }

    /** All values that the main function as it is holds, in the order of the source. */
    static List<HeldValue> of(TfModel model) {
        var live = new HashSet<>(model.main().nodes());
        var held = new ArrayList<HeldValue>();
        model.values().forEach((name, value) -> held.addAll(of(name, value, live)));
        return held;
    }

    /** The tensors that hold a value: its own, if that is still computed, and what its own is a view of. */
    private static List<HeldValue> of(String name, Value value, Set<TfNode> live) {
        var held = new ArrayList<HeldValue>();
        var view = Optional.of(new View(value, List.of()));
        for (int i = 0; i < MAX_VIEWS && view.isPresent(); i++) {
            var seen = view.get();
            if (live.contains(seen.of().node())) {
                held.add(new HeldValue(name, seen.tensor(), value.dtype(), seen.permutation()));
            }
            view = seen.through(held.isEmpty());
        }
        return held;
    }

    /**
     * How a value follows from another.
     *
     * @param permutation empty if all axes are where they are
     */
    private record View(Value of, List<Integer> permutation) {
        String tensor() {
            return of.node().name() + ":" + of.index();
        }

        /**
         * The next value below, if this one is a view of another.
         *
         * @param casts whether to look through casts to a narrower type as well: what is below holds the same value only
         *     for those who take it from there instead
         */
        Optional<View> through(boolean casts) {
            var node = of.node();
            return switch (node.op()) {
                case "Identity" -> Optional.of(new View(node.inputs().get(0), permutation));
                case "Transpose" ->
                    node.inputs()
                            .get(1)
                            .constant()
                            .map(p -> new View(node.inputs().get(0), composed(p.ints())));
                case "Cast" ->
                    casts && narrows(node.inputs().get(0).dtype(), of.dtype())
                            ? Optional.of(new View(node.inputs().get(0), permutation))
                            : Optional.empty();
                default -> Optional.empty();
            };
        }

        private List<Integer> composed(int[] below) {
            return IntStream.range(0, below.length)
                    .map(i -> below[permutation.isEmpty() ? i : permutation.get(i)])
                    .boxed()
                    .toList();
        }

        private static boolean narrows(DType from, DType to) {
            boolean floats = from.isFloat() && to.isFloat();
            boolean integers = from.isInteger() && to.isInteger() && (!from.isUnsigned() || to.isUnsigned());
            return (floats || integers) && from.carrier().bits() > to.carrier().bits();
        }
    }
}
