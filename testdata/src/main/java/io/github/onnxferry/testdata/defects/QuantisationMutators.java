package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.Tensor;
import org.tensorflow.proto.NodeDef;

/** Defects of quantisation: {@code Rint(x / scale) + zero} and {@code (Cast(q) - zero) * scale}. */
final class QuantisationMutators {
    private static final String[] ROUNDING = {"Rint", "Round"};

    private QuantisationMutators() {}

    static void zeroPoints(FunctionView function, Sites sites) {
        for (var node : function.nodes("AddV2", "Sub")) {
            for (int input = 0; input < 2; input++) {
                int at = input;
                boolean isZero = function.comesFrom(node, 1 - input, ROUNDING)
                        || node.getOp().equals("Sub") && input == 1 && function.comesFrom(node, 0, "Cast");
                function.constant(node, input)
                        .filter(t -> isZero && isWhole(t))
                        .ifPresent(zero -> sites.add(
                                DefectKind.ZERO_POINT,
                                node,
                                "the zero point " + zero.getDouble(0) + " is larger by one",
                                edit -> edit.constant(node, at, Constants.mapped(zero, v -> v + 1))));
            }
        }
    }

    private static boolean isWhole(Tensor constant) {
        return constant.elements() > 0
                && (constant.dtype().isFloat() || constant.dtype().isInteger())
                && Constants.largest(constant) <= 255
                && constant.getDouble(0) == Math.rint(constant.getDouble(0));
    }

    static void scales(FunctionView function, Sites sites) {
        for (var node : function.nodes("RealDiv", "Mul")) {
            for (int input = 0; input < 2; input++) {
                int at = input;
                function.constant(node, input)
                        .filter(t -> t.dtype().isFloat() && isScale(function, node, at))
                        .ifPresent(scale -> sites.add(
                                DefectKind.QUANTISATION_SCALE,
                                node,
                                "the scale " + scale.getDouble(0) + " is larger by 1/127",
                                edit -> edit.constant(node, at, Constants.scaled(scale, 1 + 1.0 / 127))));
            }
        }
    }

    private static boolean isScale(FunctionView function, NodeDef node, int input) {
        if (node.getOp().equals("RealDiv")) {
            return input == 1 && function.goesTo(node, ROUNDING);
        }
        return function.goesTo(node, ROUNDING)
                || function.comesFrom(node, 1 - input, "Cast")
                || function.producer(node, 1 - input)
                        .filter(p -> p.getOp().equals("Sub") && function.comesFrom(p, 0, "Cast"))
                        .isPresent();
    }
}
