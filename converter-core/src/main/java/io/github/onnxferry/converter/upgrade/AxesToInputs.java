package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators whose axes move from an attribute to an int64 input. */
final class AxesToInputs {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ONNX)
            .ops("Squeeze")
            .to(13, "no axes means every axis of size 1, in both forms", AxesToInputs::second)
            .ops("Unsqueeze")
            .to(13, "the axes are required, in both forms", AxesToInputs::requiredSecond)
            .ops("ReduceSum")
            .to(13, "no axes means all axes while noop_with_empty_axes is 0", AxesToInputs::second)
            .ops(
                    "ReduceL1",
                    "ReduceL2",
                    "ReduceLogSum",
                    "ReduceLogSumExp",
                    "ReduceMax",
                    "ReduceMean",
                    "ReduceMin",
                    "ReduceProd",
                    "ReduceSumSquare")
            .to(18, "no axes means all axes while noop_with_empty_axes is 0", AxesToInputs::second)
            .build();

    private AxesToInputs() {}

    private static void second(OnnxNode node, Rewrite rewrite) {
        Optional<List<Long>> axes = Attributes.integers(node, "axes").filter(list -> !list.isEmpty());
        var inputs = new ArrayList<>(node.inputs());
        axes.ifPresent(list -> inputs.add(rewrite.constant("axes", Attributes.vector(list))));
        rewrite.emit(node.without("axes").withInputs(inputs));
    }

    private static void requiredSecond(OnnxNode node, Rewrite rewrite) {
        List<Long> axes = Attributes.required(node, "axes", Attributes.integers(node, "axes"));
        var inputs = List.of(node.inputs().get(0), rewrite.constant("axes", Attributes.vector(axes)));
        rewrite.emit(node.without("axes").withInputs(inputs));
    }
}
