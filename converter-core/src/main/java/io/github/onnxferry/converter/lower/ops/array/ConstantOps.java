package io.github.onnxferry.converter.lower.ops.array;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Constants, and values passed on as they are. */
public final class ConstantOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Constant", ConstantOps::constant)
            .parity(Parity.EXACT)
            .op("ConstantOfShape", ConstantOps::constantOfShape)
            .parity(Parity.EXACT)
            .composite("Identity", (n, tf) -> List.of(n.operand("input")))
            .parity(Parity.EXACT)
            .build();

    private ConstantOps() {}

    private static Value constant(NodeView n, TfBuilder tf) {
        var tensor = n.tensor("value");
        if (tensor.isPresent()) {
            return tf.constant(tensor.get());
        }
        for (var attribute : n.attributes().values()) {
            if (attribute instanceof OnnxAttribute.IntValue v) {
                return tf.int64(v.value());
            } else if (attribute instanceof OnnxAttribute.FloatValue v) {
                return tf.constant(Tensor.ofFloats(new long[0], v.value()));
            } else if (attribute instanceof OnnxAttribute.IntsValue v) {
                return tf.vector(v.values().stream().mapToLong(Long::longValue).toArray());
            } else if (attribute instanceof OnnxAttribute.FloatsValue v) {
                var values = v.values().stream().mapToDouble(Float::doubleValue).toArray();
                return tf.constant(Tensor.ofDoubles(DType.FLOAT, new long[] {values.length}, values));
            } else if (attribute instanceof OnnxAttribute.StringValue v) {
                return tf.constant(Tensor.ofStrings(
                        new long[0], java.util.List.of(v.value().bytes())));
            } else if (attribute instanceof OnnxAttribute.StringsValue v) {
                return tf.constant(Tensor.ofStrings(
                        new long[] {v.values().size()},
                        v.values().stream().map(OnnxAttribute.Text::bytes).toList()));
            }
        }
        throw n.invalid("a constant without a value");
    }

    private static Value constantOfShape(NodeView n, TfBuilder tf) {
        var value = n.tensor("value").orElseGet(() -> Tensor.ofFloats(new long[] {1}, 0f));
        return tf.fill(n.in("input"), tf.constant(value.reshape()));
    }
}
