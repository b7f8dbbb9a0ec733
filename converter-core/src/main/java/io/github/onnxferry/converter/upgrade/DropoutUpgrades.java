package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;

/**
 * Dropout, which passes its input through in inference. Versions before 12 ask for random values at most while a runtime
 * trains, so they are read as inference.
 */
final class DropoutUpgrades {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ONNX)
            .ops("Dropout")
            .change(6, "consumed_inputs is a hint on memory", node -> node.without("consumed_inputs"))
            .change(7, "a model that is converted runs in inference", node -> node.without("is_test"))
            .to(10, "the mask changes from the data's type to bool", DropoutUpgrades::mask)
            .to(
                    12,
                    "without training_mode nothing is dropped; the mask stays all false, as ONNX Runtime fills it",
                    DropoutUpgrades::emptyMask)
            .build();

    private DropoutUpgrades() {}

    private static void mask(OnnxNode node, Rewrite rewrite) {
        if (!hasMask(node)) {
            rewrite.emit(node);
            return;
        }
        String x = node.inputs().get(0);
        String mask = rewrite.fresh("mask");
        rewrite.emit(node.withOutputs(List.of(node.outputs().get(0), mask)));
        rewrite.op("CastLike", mask, x).at(15).into(node.outputs().get(1));
    }

    private static void emptyMask(OnnxNode node, Rewrite rewrite) {
        rewrite.emit(node.without("ratio").withOutputs(node.outputs().subList(0, 1)));
        if (hasMask(node)) {
            String shape = rewrite.op("Shape", node.inputs().get(0)).value("shape");
            String none = rewrite.constant("none", Tensor.ofLongs(DType.BOOL, new long[0], 0));
            rewrite.op("Expand", none, shape).into(node.outputs().get(1));
        }
    }

    private static boolean hasMask(OnnxNode node) {
        return node.outputs().size() > 1 && !node.outputs().get(1).isEmpty();
    }
}
