package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/** Defects of constant indices and slices. */
final class IndexMutators {
    private IndexMutators() {}

    static void gathers(FunctionView function, Sites sites) {
        for (var node : function.nodes("GatherV2", "Gather", "GatherNd")) {
            function.constant(node, 1)
                    .filter(t -> t.elements() == 1 || t.elements() > 1 && !Constants.isUniform(t))
                    .ifPresent(indices -> sites.add(
                            DefectKind.GATHER_INDEX,
                            node,
                            indices.elements() == 1
                                    ? "the index " + indices.getLong(0) + " becomes " + neighbour(indices.getLong(0))
                                    : indices.elements() + " indices are rolled by one",
                            edit -> edit.constant(node, 1, moved(indices))));
        }
    }

    private static long neighbour(long index) {
        return index > 0 ? index - 1 : index == -1 ? -2 : index + 1;
    }

    private static Tensor moved(Tensor indices) {
        return indices.elements() == 1
                ? Tensor.ofLongs(indices.dtype(), indices.sizes(), neighbour(indices.getLong(0)))
                : Constants.rolled(indices, 1);
    }

    static void slices(FunctionView function, Sites sites) {
        for (var node : function.nodes("StridedSlice")) {
            var begin = function.integers(node, 1);
            var end = function.integers(node, 2);
            if (begin.isPresent() && end.isPresent() && isPlain(node)) {
                strided(function, sites, node, begin.get(), end.get());
            }
        }
        for (var node : function.nodes("Slice")) {
            function.integers(node, 1).ifPresent(begin -> {
                var constant = function.constant(node, 1);
                for (int axis = 0; axis < begin.length; axis++) {
                    if (begin[axis] > 0 && constant.isPresent()) {
                        long[] moved = begin.clone();
                        moved[axis]--;
                        var value = like(constant.get(), moved);
                        sites.add(
                                DefectKind.SLICE_SHIFTED,
                                node,
                                "begin " + Arrays.toString(begin) + " becomes " + Arrays.toString(moved),
                                edit -> edit.constant(node, 1, value));
                        return;
                    }
                }
            });
        }
    }

    /** Whether the numbers of begin and end stand for axes one by one. */
    private static boolean isPlain(NodeDef node) {
        return number(node, "ellipsis_mask") == 0 && number(node, "new_axis_mask") == 0;
    }

    private static long number(NodeDef node, String mask) {
        return node.containsAttr(mask) ? node.getAttrOrThrow(mask).getI() : 0;
    }

    private static void strided(FunctionView function, Sites sites, NodeDef node, long[] begin, long[] end) {
        for (int axis = 0; axis < begin.length; axis++) {
            var step = step(node, begin[axis], end[axis], axis);
            if (step.isPresent()) {
                long[] begins = begin.clone();
                long[] ends = end.clone();
                begins[axis] += step.get();
                ends[axis] += step.get();
                sites.add(
                        DefectKind.SLICE_SHIFTED,
                        node,
                        "slice " + Arrays.toString(begin) + " to " + Arrays.toString(end) + " becomes "
                                + Arrays.toString(begins) + " to " + Arrays.toString(ends),
                        edit -> {
                            function.constant(node, 1).ifPresent(t -> edit.constant(node, 1, like(t, begins)));
                            function.constant(node, 2).ifPresent(t -> edit.constant(node, 2, like(t, ends)));
                        });
                return;
            }
        }
    }

    /** By how much both ends of an axis can move without crossing zero; nothing where an end is left open. */
    private static Optional<Integer> step(NodeDef node, long begin, long end, int axis) {
        long bit = 1L << axis;
        boolean open = (number(node, "begin_mask") & bit) != 0 || (number(node, "end_mask") & bit) != 0;
        boolean far = Math.abs(end) > Integer.MAX_VALUE / 2 || Math.abs(begin) > Integer.MAX_VALUE / 2;
        if (open || far || (begin < 0) != (end < 0)) {
            return Optional.empty();
        }
        return Optional.of(begin < -1 && end < -1 || begin == 0 ? 1 : -1);
    }

    private static Tensor like(Tensor constant, long[] values) {
        return Tensor.ofLongs(constant.dtype(), constant.sizes(), values);
    }
}
