package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.proto.NodeDef;

/** Defects of which operand stands where. */
final class OperandMutators {
    private static final String[] ORDERED = {
        "Sub",
        "RealDiv",
        "FloorDiv",
        "TruncateDiv",
        "FloorMod",
        "TruncateMod",
        "Pow",
        "MatMul",
        "BatchMatMulV2",
        "Atan2"
    };
    private static final int SMALLEST_WEIGHT = 4;

    private OperandMutators() {}

    static void exchanges(FunctionView function, Sites sites) {
        for (var node : function.nodes(ORDERED)) {
            if (!node.getInput(0).equals(node.getInput(1))) {
                sites.add(
                        DefectKind.OPERANDS_EXCHANGED,
                        node,
                        "the operands are exchanged",
                        edit -> edit.exchangeInputs(node, 0, 1));
            }
        }
    }

    /** Where a node takes a weight. */
    private record Use(NodeDef node, Tensor weight, String reference) {}

    static void weights(FunctionView function, Sites sites) {
        Map<String, Use> uses = new HashMap<>();
        for (var node : function.operations()) {
            for (int input = 0; input < node.getInputCount(); input++) {
                int at = input;
                function.constant(node, input)
                        .filter(t -> t.dtype().isFloat() && t.elements() >= SMALLEST_WEIGHT)
                        .ifPresent(weight -> {
                            var use = new Use(node, weight, node.getInput(at));
                            var before = uses.put(key(node, at, weight), use);
                            if (before != null && !Constants.isEqual(before.weight(), weight)) {
                                sites.add(
                                        DefectKind.WEIGHTS_OF_ANOTHER_NODE,
                                        node,
                                        "input " + at + " " + Arrays.toString(weight.sizes()) + " is that of "
                                                + before.node().getName(),
                                        edit -> edit.input(node, at, before.reference()));
                            }
                        });
            }
        }
    }

    private static String key(NodeDef node, int input, Tensor weight) {
        return node.getOp() + " " + input + " " + weight.dtype() + Arrays.toString(weight.sizes());
    }
}
