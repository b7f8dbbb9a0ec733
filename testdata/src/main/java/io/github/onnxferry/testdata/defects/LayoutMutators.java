package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Defects of the order of axes: transpositions, transposed matrices, the axis of Softmax. */
final class LayoutMutators {
    private LayoutMutators() {}

    static void transposes(FunctionView function, Sites sites) {
        for (var node : function.nodes("Transpose")) {
            var constant = function.constant(node, 1);
            var permutation = function.integers(node, 1);
            if (constant.isEmpty() || permutation.isEmpty() || permutation.get().length < 2) {
                continue;
            }
            long[] before = permutation.get();
            long[] after = swapped(before, sites, node);
            var value = Tensor.ofLongs(constant.get().dtype(), constant.get().sizes(), after);
            sites.add(
                    DefectKind.TRANSPOSE_AXES_SWAPPED,
                    node,
                    "permutation " + Arrays.toString(before) + " becomes " + Arrays.toString(after),
                    edit -> edit.constant(node, 1, value));
            sites.add(
                    DefectKind.TRANSPOSE_DROPPED,
                    node,
                    "permutation " + Arrays.toString(before) + " is left out",
                    edit -> edit.passOn(node, 0));
        }
    }

    /**
     * Two entries exchanged: neighbours that stand for neighbouring axes, such as height and width, since those have
     * equal lengths most often; else any two that are not the batch; else the first two.
     */
    private static long[] swapped(long[] permutation, Sites sites, NodeDef node) {
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < permutation.length; i++) {
            if (permutation[i] != 0 && permutation[i + 1] == permutation[i] + 1) {
                pairs.add(new int[] {i, i + 1});
            }
        }
        for (int i = 0; pairs.isEmpty() && i + 1 < permutation.length; i++) {
            if (permutation[i] != 0 && permutation[i + 1] != 0) {
                pairs.add(new int[] {i, i + 1});
            }
        }
        var random = sites.random(DefectKind.TRANSPOSE_AXES_SWAPPED, node);
        int[] pair = pairs.isEmpty() ? new int[] {0, 1} : pairs.get(random.nextInt(pairs.size()));
        long[] after = permutation.clone();
        after[pair[0]] = permutation[pair[1]];
        after[pair[1]] = permutation[pair[0]];
        return after;
    }

    static void einsums(FunctionView function, Sites sites) {
        for (var node : function.nodes("Einsum")) {
            var before = Attr.text(node, "equation");
            var after = lastTwoSwapped(before);
            if (!after.equals(before)) {
                sites.add(
                        DefectKind.TRANSPOSE_AXES_SWAPPED,
                        node,
                        before + " becomes " + after,
                        edit -> edit.attr(node, "equation", Attr.of(after)));
            }
        }
    }

    /** An equation whose result has its last two axes exchanged, if it has two that are named. */
    private static String lastTwoSwapped(String equation) {
        int last = equation.length() - 1;
        int result = equation.indexOf("->") + 2;
        boolean named = result > 1
                && last - 1 >= result
                && Character.isLetter(equation.charAt(last))
                && Character.isLetter(equation.charAt(last - 1));
        return named ? equation.substring(0, last - 1) + equation.charAt(last) + equation.charAt(last - 1) : equation;
    }

    static void matrices(FunctionView function, Sites sites) {
        for (var node : function.nodes("MatMul", "BatchMatMulV2")) {
            boolean batched = node.getOp().equals("BatchMatMulV2");
            var flags = batched ? List.of("adj_x", "adj_y") : List.of("transpose_a", "transpose_b");
            for (int i = 0; i < 2; i++) {
                int input = i;
                boolean square = function.constant(node, i)
                        .filter(LayoutMutators::isSquare)
                        .isPresent();
                if (square) {
                    var flag = flags.get(input);
                    sites.add(
                            DefectKind.MATRIX_TRANSPOSED,
                            node,
                            flag + " of a square constant is flipped",
                            edit -> edit.attr(node, flag, Attr.of(!Attr.flag(node, flag))));
                }
            }
        }
    }

    private static boolean isSquare(Tensor matrix) {
        long[] sizes = matrix.sizes();
        int rank = sizes.length;
        return rank >= 2 && sizes[rank - 1] > 1 && sizes[rank - 1] == sizes[rank - 2];
    }

    static void softmax(FunctionView function, Sites sites) {
        for (var node : function.nodes("Softmax")) {
            sites.add(
                    DefectKind.SOFTMAX_AXIS,
                    node,
                    "runs over the axis before the last one",
                    edit -> overAxisBeforeLast(edit, node));
        }
    }

    /** exp(x - max) / sum, each over axis -2: Softmax itself knows the last axis only. */
    private static void overAxisBeforeLast(FunctionEdit edit, NodeDef node) {
        var type = Map.of("T", node.getAttrOrThrow("T"));
        var reduction =
                Map.of("T", node.getAttrOrThrow("T"), "Tidx", Attr.of(DataType.DT_INT32), "keep_dims", Attr.of(true));
        var axis = edit.constant(node, Tensor.scalar(DType.INT32, -2));
        var largest = edit.add(node, "Max", List.of(node.getInput(0), axis), reduction);
        var shifted = edit.add(node, "Sub", List.of(node.getInput(0), largest), type);
        var powers = edit.add(node, "Exp", List.of(shifted), type);
        var sums = edit.add(node, "Sum", List.of(powers, axis), reduction);
        edit.replace(node, "RealDiv", List.of(powers, sums), type);
    }
}
