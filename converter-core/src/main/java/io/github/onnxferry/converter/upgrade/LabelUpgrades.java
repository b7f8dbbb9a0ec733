package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringsValue;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import java.util.List;
import java.util.stream.LongStream;

/** LabelEncoder, from one list of classes that maps both ways to lists of keys and values. */
final class LabelUpgrades {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ML)
            .ops("LabelEncoder")
            .to(2, "the type of the input says which way the classes are read", LabelUpgrades::keysAndValues)
            .build();

    private LabelUpgrades() {}

    private static void keysAndValues(OnnxNode node, Rewrite rewrite) {
        List<OnnxAttribute.Text> classes =
                Attributes.required(node, "classes_strings", Attributes.texts(node, "classes_strings"));
        var strings = new StringsValue(classes);
        var positions =
                new IntsValue(LongStream.range(0, classes.size()).boxed().toList());
        OnnxNode plain = node.without("classes_strings");
        DType dtype = rewrite.dtype(node.inputs().get(0))
                .or(() -> rewrite.dtype(node.outputs().get(0))
                        .map(output -> output == DType.STRING ? DType.INT64 : DType.STRING))
                .orElseThrow(() -> rewrite.refusal("the type of its input is not stated, so its direction is unknown"));
        rewrite.emit(
                dtype == DType.STRING
                        ? plain.with("keys_strings", strings).with("values_int64s", positions)
                        : plain.with("keys_int64s", positions).with("values_strings", strings));
    }
}
