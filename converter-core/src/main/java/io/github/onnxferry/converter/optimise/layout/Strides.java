package io.github.onnxferry.converter.optimise.layout;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfNode;
import java.util.Arrays;
import java.util.List;

/** StridedSlice in another order of axes: its vectors are filled up to all axes, so that they can be reordered with their masks. */
final class Strides {
    private static final List<String> SHAPING = List.of("ellipsis_mask", "new_axis_mask", "shrink_axis_mask");

    private Strides() {}

    /** Whether a slice keeps all axes, and says for the first of them where they begin and end. */
    static boolean isPlain(TfNode node) {
        return SHAPING.stream().allMatch(m -> mask(node, m) == 0);
    }

    private static long mask(TfNode node, String name) {
        var attr = node.attrs().get(name);
        return attr == null ? 0 : attr.getI();
    }

    /** Beginnings (1), ends (2) or steps (3) for all axes in channels-last order. */
    static Tensor moved(Tensor vector, int argument, int rank) {
        var old = Arrays.copyOf(vector.longs(), rank);
        if (argument == 3) {
            Arrays.fill(old, (int) vector.elements(), rank, 1);
        }
        var numbers = Arrays.stream(Order.toLast(rank)).mapToLong(a -> old[a]).toArray();
        return Tensor.ofLongs(vector.dtype(), new long[] {rank}, numbers);
    }

    /** A mask of axes that begin or end where the value does, those that the vectors leave out included. */
    static long mask(TfNode node, String name, int rank) {
        long old = mask(node, name)
                | -1L << node.inputs().get(1).constant().orElseThrow().elements();
        long moved = 0;
        int[] order = Order.toLast(rank);
        for (int i = 0; i < rank; i++) {
            moved |= (old >> order[i] & 1) << i;
        }
        return moved;
    }
}
