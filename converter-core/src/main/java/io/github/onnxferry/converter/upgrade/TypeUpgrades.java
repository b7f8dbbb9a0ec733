package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators that no longer take integers: they compute in a float type, and casting back truncates. */
final class TypeUpgrades {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ONNX)
            .ops("Erf")
            .to(13, "integers are computed as floats", (node, rewrite) -> asFloats(node, rewrite, DType.FLOAT))
            .ops("ReduceLogSum", "ReduceLogSumExp")
            .to(28, "integers are computed as doubles", (node, rewrite) -> asFloats(node, rewrite, DType.DOUBLE))
            .build();

    private TypeUpgrades() {}

    private static void asFloats(OnnxNode node, Rewrite rewrite, DType wide) {
        String x = node.inputs().get(0);
        Optional<DType> dtype = rewrite.dtype(x).filter(DType::isInteger);
        if (dtype.isEmpty()) {
            rewrite.emit(node);
            return;
        }
        var inputs = new ArrayList<>(node.inputs());
        inputs.set(0, rewrite.op("Cast", x).with("to", OnnxTypes.number(wide)).value("float"));
        String result = rewrite.fresh("result");
        rewrite.emit(node.withInputs(inputs).withOutputs(List.of(result)));
        rewrite.op("Cast", result)
                .with("to", OnnxTypes.number(dtype.get()))
                .into(node.outputs().get(0));
    }
}
