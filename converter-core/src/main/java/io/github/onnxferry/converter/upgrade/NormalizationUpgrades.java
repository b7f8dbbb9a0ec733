package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** BatchNormalization from its training outputs of opset 1 on, and GroupNormalization with a scale for each group. */
final class NormalizationUpgrades {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ONNX)
            .ops("BatchNormalization")
            .change(6, "consumed_inputs is a hint on memory", node -> node.without("consumed_inputs"))
            .change(7, "the number of outputs says the mode: Y alone is inference", NormalizationUpgrades::mode)
            .to(
                    9,
                    "statistics for each feature are those of a channel after flattening",
                    NormalizationUpgrades::spatial)
            .to(14, "more outputs than Y become training_mode", NormalizationUpgrades::training)
            .ops("GroupNormalization")
            .to(
                    21,
                    "scale and bias change from one for each group to one for each channel",
                    NormalizationUpgrades::group)
            .build();

    private NormalizationUpgrades() {}

    private static OnnxNode mode(OnnxNode node) {
        boolean inference = Attributes.integer(node, "is_test").orElse(0L) != 0;
        OnnxNode plain = node.without("is_test");
        return inference ? plain.withOutputs(node.outputs().subList(0, 1)) : plain;
    }

    /** {@code spatial=0}: scale, bias, mean and variance are {@code [C, D1, ...]}, for X of {@code [N, C, D1, ...]}. */
    private static void spatial(OnnxNode node, Rewrite rewrite) {
        OnnxNode plain = node.without("spatial");
        if (Attributes.integer(node, "spatial").orElse(1L) != 0) {
            rewrite.emit(plain);
            return;
        }
        String x = node.inputs().get(0);
        String flat = rewrite.constant("flat", Tensor.vector(-1));
        var inputs =
                new ArrayList<>(List.of(rewrite.op("Flatten", x).with("axis", 1).value("rows")));
        for (String statistic : node.inputs().subList(1, 5)) {
            inputs.add(rewrite.op("Reshape", statistic, flat).value("features"));
        }
        var outputs = new ArrayList<String>();
        for (String output : node.outputs()) {
            outputs.add(output.isEmpty() ? "" : rewrite.fresh("flat_" + output));
        }
        rewrite.emit(plain.withInputs(inputs).withOutputs(outputs));
        for (int i = 0; i < outputs.size(); i++) {
            if (!outputs.get(i).isEmpty()) {
                String shape =
                        rewrite.op("Shape", i == 0 ? x : node.inputs().get(1)).value("shape");
                rewrite.op("Reshape", outputs.get(i), shape).into(node.outputs().get(i));
            }
        }
    }

    private static void training(OnnxNode node, Rewrite rewrite) {
        List<String> outputs = node.outputs();
        if (outputs.stream().skip(1).allMatch(String::isEmpty)) {
            rewrite.emit(node.withOutputs(outputs.subList(0, 1)));
            return;
        }
        rewrite.emit(node.with("training_mode", new IntValue(1))
                .withOutputs(outputs.subList(0, Math.min(3, outputs.size()))));
        if (outputs.stream().skip(3).anyMatch(output -> !output.isEmpty())) {
            saved(node, rewrite);
        }
    }

    /**
     * The statistics of the batch: its mean, and {@code 1 / sqrt(variance + epsilon)} with the variance of the
     * population, which is what ONNX Runtime gives.
     */
    private static void saved(OnnxNode node, Rewrite rewrite) {
        String mean = node.outputs().get(3);
        String spread = node.outputs().size() > 4 ? node.outputs().get(4) : "";
        String x = node.inputs().get(0);
        String planes = rewrite.op("Reshape", x, rewrite.constant("planes", Tensor.vector(0, 0, -1)))
                .value("planes");
        String axes = rewrite.constant("batch_axes", Tensor.vector(0, 2));
        if (!mean.isEmpty()) {
            rewrite.op("ReduceMean", planes, axes).with("keepdims", 0).at(18).into(mean);
        }
        if (!spread.isEmpty()) {
            String centre = rewrite.op("ReduceMean", planes, axes).at(18).value("centre");
            String centred = rewrite.op("Sub", planes, centre).value("centred");
            String square = rewrite.op("Mul", centred, centred).value("square");
            String variance = rewrite.op("ReduceMean", square, axes)
                    .with("keepdims", 0)
                    .at(18)
                    .value("variance");
            float epsilon = Attributes.real(node, "epsilon").orElse(1e-5f);
            String small = rewrite.castLike(rewrite.constant("epsilon", Tensor.ofFloats(new long[0], epsilon)), x);
            String sum = rewrite.op("Add", variance, small).value("stable");
            rewrite.op("Reciprocal", rewrite.op("Sqrt", sum).value("deviation")).into(spread);
        }
    }

    /** {@code [G]} becomes {@code [C]}, each entry repeated {@code C / G} times. */
    private static void group(OnnxNode node, Rewrite rewrite) {
        String x = node.inputs().get(0);
        long groups = Attributes.required(node, "num_groups", Attributes.integer(node, "num_groups"));
        String channels = rewrite.op("Shape", x).with("start", 1).with("end", 2).value("channels");
        String each = rewrite.op("Div", channels, rewrite.constant("groups", Tensor.vector(groups)))
                .value("each");
        String columns = rewrite.op("Concat", rewrite.constant("one", Tensor.vector(1)), each)
                .with("axis", 0)
                .value("columns");
        String last = rewrite.constant("last", Tensor.vector(1));
        String flat = rewrite.constant("flat", Tensor.vector(-1));
        var inputs = new ArrayList<>(List.of(x));
        for (String perGroup : node.inputs().subList(1, 3)) {
            String column = rewrite.op("Unsqueeze", perGroup, last).value("column");
            String repeated = rewrite.op("Expand", column, columns).value("repeated");
            inputs.add(rewrite.op("Reshape", repeated, flat).value("per_channel"));
        }
        boolean wide = rewrite.dtype(x).equals(Optional.of(DType.DOUBLE));
        OnnxNode plain = node.withInputs(inputs);
        rewrite.emit(wide ? plain.with("stash_type", new IntValue(OnnxTypes.number(DType.DOUBLE))) : plain);
    }
}
