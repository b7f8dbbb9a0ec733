package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Steps that drop an attribute, write a default that changes, or spell a value in another way. */
final class AttributeUpgrades {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ONNX)
            .ops(
                    "Abs",
                    "Add",
                    "Ceil",
                    "Clip",
                    "Div",
                    "Elu",
                    "Exp",
                    "Floor",
                    "HardSigmoid",
                    "InstanceNormalization",
                    "LeakyRelu",
                    "Log",
                    "Max",
                    "Mean",
                    "Min",
                    "Mul",
                    "Neg",
                    "PRelu",
                    "Reciprocal",
                    "Relu",
                    "Sigmoid",
                    "Sqrt",
                    "Sub",
                    "Sum",
                    "Tanh")
            .change(6, "consumed_inputs is a hint on memory", node -> node.without("consumed_inputs"))
            .ops("Selu")
            .change(6, "the defaults of alpha and gamma get more digits", AttributeUpgrades::selu)
            .ops("Cast")
            .to(6, "the type is a number instead of a name", AttributeUpgrades::cast)
            .ops("Concat")
            .change(4, "the axis, 1 if absent, becomes required", node -> withDefault(node, "axis", 1))
            .ops("GlobalLpPool")
            .to(2, "p becomes an integer", AttributeUpgrades::wholeP)
            .ops("LpPool")
            .to(2, "p becomes an integer; the window becomes required", AttributeUpgrades::lpPool)
            .ops("GRU")
            .change(3, "the default direction is spelt 'foward'", AttributeUpgrades::direction)
            .ops("RNN", "GRU", "LSTM")
            .change(7, "an omitted output says that it is not wanted", node -> node.without("output_sequence"))
            .ops("GridSample")
            .change(20, "bilinear and bicubic are called linear and cubic", AttributeUpgrades::sampling)
            .ops("RoiAlign")
            .change(16, "half pixels shift the region by default; before, they do not", AttributeUpgrades::roiAlign)
            .ops("Scatter")
            .change(11, "ScatterElements is its successor", node -> node.withOp("ScatterElements"))
            .build();

    private AttributeUpgrades() {}

    private static OnnxNode withDefault(OnnxNode node, String key, long value) {
        return node.attribute(key).isPresent() ? node : node.with(key, new IntValue(value));
    }

    private static OnnxNode selu(OnnxNode node) {
        float alpha = Attributes.real(node, "alpha").orElse(1.6732f);
        float gamma = Attributes.real(node, "gamma").orElse(1.0507f);
        return node.without("consumed_inputs")
                .with("alpha", new FloatValue(alpha))
                .with("gamma", new FloatValue(gamma));
    }

    private static void cast(OnnxNode node, Rewrite rewrite) {
        String name = Attributes.required(node, "to", Attributes.text(node, "to"));
        Optional<DType> dtype = Arrays.stream(DType.values())
                .filter(candidate -> candidate.name().equals(name.toUpperCase(Locale.ROOT)))
                .filter(candidate -> candidate.kind() != DType.Kind.HANDLE)
                .findFirst();
        int number = dtype.map(OnnxTypes::number)
                .orElseThrow(() -> rewrite.refusal("attribute 'to' is '" + name + "', which is not a type"));
        rewrite.emit(node.with("to", new IntValue(number)));
    }

    private static void wholeP(OnnxNode node, Rewrite rewrite) {
        Optional<Float> p = Attributes.real(node, "p");
        if (p.isPresent() && p.get() != Math.rint(p.get())) {
            throw rewrite.refusal("attribute 'p' is " + p.get() + ", which is not a whole number");
        }
        rewrite.emit(
                p.map(value -> node.with("p", new IntValue(Math.round(value)))).orElse(node));
    }

    private static void lpPool(OnnxNode node, Rewrite rewrite) {
        Attributes.required(node, "kernel_shape", node.attribute("kernel_shape"));
        wholeP(node, rewrite);
    }

    private static OnnxNode direction(OnnxNode node) {
        boolean forward =
                Attributes.text(node, "direction").map("foward"::equals).orElse(true);
        return forward ? node.with("direction", StringValue.of("forward")) : node;
    }

    private static OnnxNode sampling(OnnxNode node) {
        String mode = Attributes.text(node, "mode").orElse("bilinear");
        return switch (mode) {
            case "bilinear" -> node.with("mode", StringValue.of("linear"));
            case "bicubic" -> node.with("mode", StringValue.of("cubic"));
            default -> node;
        };
    }

    private static OnnxNode roiAlign(OnnxNode node) {
        return node.with("coordinate_transformation_mode", StringValue.of("output_half_pixel"));
    }
}
