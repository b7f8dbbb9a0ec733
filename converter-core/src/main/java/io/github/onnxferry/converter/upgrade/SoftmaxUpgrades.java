package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import java.util.List;
import java.util.OptionalInt;

/**
 * Softmax and its kin. Before opset 13 they flatten their input to {@code [d1 * .. * d(axis-1), d(axis) * .. * dn]} and
 * work along the whole second part; from 13 on they work along one axis.
 */
final class SoftmaxUpgrades {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ONNX)
            .ops("Softmax", "LogSoftmax", "Hardmax")
            .to(13, "flattening to a matrix becomes explicit unless the axis is the last", SoftmaxUpgrades::perAxis)
            .build();

    private SoftmaxUpgrades() {}

    private static void perAxis(OnnxNode node, Rewrite rewrite) {
        long axis = Attributes.integer(node, "axis").orElse(1L);
        String x = node.inputs().get(0);
        OptionalInt rank = rewrite.rank(x);
        if (axis == -1 || (rank.isPresent() && axis == rank.getAsInt() - 1)) {
            rewrite.emit(node.with("axis", new IntValue(-1)));
            return;
        }
        String shape = rewrite.op("Shape", x).value("shape");
        String matrix = rewrite.op("Flatten", x).with("axis", axis).value("matrix");
        String rows = rewrite.fresh("rows");
        rewrite.emit(
                node.with("axis", new IntValue(-1)).withInputs(List.of(matrix)).withOutputs(List.of(rows)));
        rewrite.op("Reshape", rows, shape)
                .with("allowzero", 1)
                .at(14)
                .into(node.outputs().get(0));
    }
}
