package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import org.tensorflow.proto.NodeDef;

/** Defects of what is added: biases, and the small numbers that keep roots and quotients finite. */
final class BiasMutators {
    private static final double LARGEST_EPSILON = 1e-2;

    private BiasMutators() {}

    static void biases(FunctionView function, Sites sites) {
        for (var node : function.nodes("BiasAdd", "AddV2")) {
            for (int input = 0; input < 2; input++) {
                int at = input;
                function.constant(node, input)
                        .filter(BiasMutators::isBias)
                        .ifPresent(bias -> add(sites, node, at, bias));
            }
        }
    }

    /** Whether a constant has one value a channel: more than one element, all on one axis. */
    private static boolean isBias(Tensor constant) {
        return constant.dtype().isFloat()
                && constant.elements() > 1
                && Arrays.stream(constant.sizes()).filter(n -> n != 1).count() == 1;
    }

    private static void add(Sites sites, NodeDef node, int input, Tensor bias) {
        var shape = Arrays.toString(bias.sizes());
        if (Constants.largest(bias) > 0) {
            sites.add(
                    DefectKind.BIAS_DROPPED,
                    node,
                    "bias " + shape + " is left out",
                    edit -> edit.passOn(node, 1 - input));
        }
        if (!Constants.isUniform(bias)) {
            sites.add(
                    DefectKind.BIAS_SHIFTED,
                    node,
                    "bias " + shape + " is rolled by one channel",
                    edit -> edit.constant(node, input, Constants.rolled(bias, 1)));
        }
    }

    static void epsilons(FunctionView function, Sites sites) {
        for (var node : function.nodes("AddV2", "Maximum")) {
            if (!function.goesTo(node, "Rsqrt", "Sqrt", "Pow", "RealDiv", "Log", "Reciprocal")) {
                continue;
            }
            for (int input = 0; input < 2; input++) {
                int at = input;
                function.scalar(node, input)
                        .filter(BiasMutators::isEpsilon)
                        .ifPresent(epsilon -> sites.add(
                                DefectKind.EPSILON,
                                node,
                                "epsilon " + epsilon.getDouble(0) + " is ten times as large",
                                edit -> edit.constant(node, at, Constants.scaled(epsilon, 10))));
            }
        }
        for (var node : function.nodes("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")) {
            float epsilon = node.getAttrOrThrow("epsilon").getF();
            sites.add(
                    DefectKind.EPSILON,
                    node,
                    "epsilon " + epsilon + " is ten times as large",
                    edit -> edit.attr(node, "epsilon", Attr.of(10 * epsilon)));
        }
    }

    static boolean isEpsilon(Tensor scalar) {
        return scalar.dtype().isFloat() && scalar.getDouble(0) > 0 && scalar.getDouble(0) <= LARGEST_EPSILON;
    }
}
