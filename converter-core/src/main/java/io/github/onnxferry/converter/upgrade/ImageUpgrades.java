package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Upsample and Resize, which scale images without shifting them by half a pixel until opset 11 makes that a choice. */
final class ImageUpgrades {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ONNX)
            .ops("Upsample")
            .to(7, "height and width are the last two of four axes", ImageUpgrades::upsampleScales)
            .to(9, "the scales become an input", ImageUpgrades::upsampleInput)
            .to(10, "Resize is its successor; scales of 1 and more take the pixel below", ImageUpgrades::upsample)
            .ops("Resize")
            .to(11, "positions are asymmetric; nearest is floor upwards and ceil downwards", ImageUpgrades::resize)
            .to(13, "empty roi, scales and sizes become omitted ones", ImageUpgrades::omitEmpty)
            .build();

    private ImageUpgrades() {}

    private static void upsampleScales(OnnxNode node, Rewrite rewrite) {
        float height = Attributes.required(node, "height_scale", Attributes.real(node, "height_scale"));
        float width = Attributes.required(node, "width_scale", Attributes.real(node, "width_scale"));
        rewrite.emit(node.without("height_scale", "width_scale")
                .with("scales", new FloatsValue(List.of(1f, 1f, height, width))));
    }

    private static void upsampleInput(OnnxNode node, Rewrite rewrite) {
        List<Float> scales = Attributes.required(node, "scales", Attributes.reals(node, "scales"));
        float[] values = new float[scales.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = scales.get(i);
        }
        String input = rewrite.constant("scales", Tensor.ofFloats(new long[] {values.length}, values));
        rewrite.emit(node.without("scales").withInputs(List.of(node.inputs().get(0), input)));
    }

    private static void upsample(OnnxNode node, Rewrite rewrite) {
        rewrite.emit(
                asymmetric(
                        node.withOp("Resize"),
                        node.inputs().get(0),
                        node.inputs().get(1),
                        "floor"),
                13);
    }

    /**
     * Resize of opset 10. In nearest mode ONNX Runtime takes the pixel below on axes that grow and the one above on axes
     * that shrink, so that scales of both kinds, or unknown ones, take one Resize for each.
     */
    private static void resize(OnnxNode node, Rewrite rewrite) {
        String x = node.inputs().get(0);
        String scales = node.inputs().get(1);
        Optional<double[]> known = rewrite.constantOf(scales).map(Tensor::doubles);
        boolean grows = known.map(all -> Arrays.stream(all).allMatch(scale -> scale >= 1))
                .orElse(false);
        boolean shrinks = known.map(all -> Arrays.stream(all).allMatch(scale -> scale <= 1))
                .orElse(false);
        if (!mode(node).equals("nearest") || grows) {
            rewrite.emit(asymmetric(node, x, scales, "floor"), 13);
        } else if (shrinks) {
            rewrite.emit(asymmetric(node, x, scales, "ceil"), 13);
        } else {
            String one = rewrite.constant("one", Tensor.ofFloats(new long[0], 1));
            String up = rewrite.op("Max", scales, one).at(13).value("up");
            String down = rewrite.op("Min", scales, one).at(13).value("down");
            String grown = rewrite.fresh("grown");
            OnnxNode first = asymmetric(node, x, up, "floor").withOutputs(List.of(grown));
            rewrite.emit(
                    new OnnxNode(
                            grown,
                            first.domain(),
                            first.opType(),
                            "",
                            first.inputs(),
                            first.outputs(),
                            first.attributes()),
                    13);
            rewrite.emit(asymmetric(node, grown, down, "ceil"), 13);
        }
    }

    private static String mode(OnnxNode node) {
        String mode = Attributes.text(node, "mode").orElse("nearest");
        return mode.equals("bilinear") ? "linear" : mode;
    }

    /** A Resize in the form of opset 13. */
    private static OnnxNode asymmetric(OnnxNode node, String x, String scales, String nearest) {
        OnnxNode resize = node.withInputs(List.of(x, "", scales))
                .with("mode", StringValue.of(mode(node)))
                .with("coordinate_transformation_mode", StringValue.of("asymmetric"));
        return mode(node).equals("nearest") ? resize.with("nearest_mode", StringValue.of(nearest)) : resize;
    }

    private static void omitEmpty(OnnxNode node, Rewrite rewrite) {
        var inputs = new ArrayList<>(node.inputs());
        boolean crops = Attributes.text(node, "coordinate_transformation_mode")
                .map("tf_crop_and_resize"::equals)
                .orElse(false);
        if (!crops && inputs.size() > 1) {
            inputs.set(1, "");
        }
        boolean emptySizes = inputs.size() > 3
                && rewrite.constantOf(inputs.get(3))
                        .map(sizes -> sizes.elements() == 0)
                        .orElse(inputs.get(3).isEmpty());
        if (emptySizes) {
            inputs.remove(3);
        } else if (inputs.size() > 3) {
            inputs.set(2, "");
        }
        rewrite.emit(node.withInputs(inputs));
    }
}
