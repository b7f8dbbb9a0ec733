package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** Defects of activations and clamps. */
final class ActivationMutators {
    /** Activations of one operator, with attribute {@code T} alone, that are taken for each other. */
    private static final Map<String, String> RELATIVES = Map.of(
            "Tanh", "Softsign", "Elu", "Selu", "Selu", "Elu", "Softplus", "Relu", "Relu6", "Relu", "Exp", "Expm1");

    /** tanh(2 / sqrt(pi) * x), which has erf's slope at zero. */
    private static final double ERF_SLOPE = 2 / Math.sqrt(Math.PI);

    private ActivationMutators() {}

    static void relatives(FunctionView function, Sites sites) {
        for (var node : function.nodes("Tanh", "Elu", "Selu", "Softplus", "Relu6", "Exp")) {
            var relative = RELATIVES.getOrDefault(node.getOp(), node.getOp());
            sites.add(
                    node.getOp().equals("Relu6") ? DefectKind.CLAMP_BOUND : DefectKind.ACTIVATION_REPLACED,
                    node,
                    "becomes " + relative,
                    edit -> edit.operator(node, relative));
        }
        for (var node : function.nodes("Relu")) {
            sites.add(
                    DefectKind.ACTIVATION_REPLACED,
                    node,
                    "becomes LeakyRelu with alpha 0.01",
                    edit -> edit.replace(
                            node,
                            "LeakyRelu",
                            node.getInputList(),
                            Map.of("T", node.getAttrOrThrow("T"), "alpha", Attr.of(0.01f))));
        }
        for (var node : function.nodes("LeakyRelu")) {
            float alpha = node.getAttrOrThrow("alpha").getF();
            sites.add(
                    DefectKind.ACTIVATION_REPLACED,
                    node,
                    "alpha " + alpha + " is larger by a tenth",
                    edit -> edit.attr(node, "alpha", Attr.of(alpha * 1.1f)));
        }
        for (var node : function.nodes("Erf")) {
            sites.add(
                    DefectKind.ACTIVATION_REPLACED,
                    node,
                    "becomes Tanh of the same slope at zero",
                    edit -> edit.replace(
                            node, "Tanh", List.of(product(edit, node, ERF_SLOPE)), Map.of("T", type(node))));
        }
        for (var node : function.nodes("Sigmoid")) {
            sites.add(
                    DefectKind.ACTIVATION_REPLACED,
                    node,
                    "becomes HardSigmoid, x/6 + 1/2 between 0 and 1",
                    edit -> hardSigmoid(edit, node));
        }
    }

    private static AttrValue type(NodeDef node) {
        return node.getAttrOrThrow("T");
    }

    private static String constant(FunctionEdit edit, NodeDef node, double value) {
        var dtype = TfTypes.fromProto(type(node).getType()).orElse(DType.FLOAT);
        return edit.constant(node, Tensor.scalar(dtype, value));
    }

    private static String product(FunctionEdit edit, NodeDef node, double factor) {
        return edit.add(node, "Mul", List.of(node.getInput(0), constant(edit, node, factor)), Map.of("T", type(node)));
    }

    private static void hardSigmoid(FunctionEdit edit, NodeDef node) {
        var attrs = Map.of("T", type(node));
        var scaled = product(edit, node, 1.0 / 6);
        var shifted = edit.add(node, "AddV2", List.of(scaled, constant(edit, node, 0.5)), attrs);
        var above = edit.add(node, "Maximum", List.of(shifted, constant(edit, node, 0)), attrs);
        edit.replace(node, "Minimum", List.of(above, constant(edit, node, 1)), attrs);
    }

    static void clamps(FunctionView function, Sites sites) {
        for (var node : function.nodes("Relu", "Relu6", "ClipByValue")) {
            sites.add(DefectKind.CLAMP_REMOVED, node, "is left out", edit -> edit.passOn(node, 0));
        }
        for (var node : function.nodes("Minimum", "Maximum")) {
            for (int input = 0; input < 2; input++) {
                int at = input;
                function.scalar(node, input).ifPresent(bound -> bound(sites, node, at, bound));
            }
        }
    }

    private static void bound(Sites sites, NodeDef node, int input, Tensor bound) {
        double before = bound.getDouble(0);
        sites.add(
                DefectKind.CLAMP_REMOVED,
                node,
                "the bound " + before + " is left out",
                edit -> edit.passOn(node, 1 - input));
        if (Math.abs(before) < 1e30) {
            double step = bound.dtype().isInteger() ? 1 : Math.max(Math.abs(before) / 10, 0.1);
            double after = node.getOp().equals("Minimum") ? before - step : before + step;
            sites.add(
                    DefectKind.CLAMP_BOUND,
                    node,
                    "the bound " + before + " becomes " + after,
                    edit -> edit.constant(node, input, Constants.mapped(bound, v -> after)));
        }
    }
}
