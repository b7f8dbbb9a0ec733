package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Defects of masks, comparisons and what is chosen by them. */
final class MaskMutators {
    private static final Map<String, String> OTHER_BOUND =
            Map.of("Greater", "GreaterEqual", "GreaterEqual", "Greater", "Less", "LessEqual", "LessEqual", "Less");
    private static final Map<String, String> OPPOSITE = Map.of(
            "Greater", "LessEqual",
            "GreaterEqual", "Less",
            "Less", "GreaterEqual",
            "LessEqual", "Greater",
            "Equal", "NotEqual",
            "NotEqual", "Equal");

    private MaskMutators() {}

    static void masks(FunctionView function, Sites sites) {
        for (var node : function.nodes("SelectV2", "Select")) {
            sites.add(
                    DefectKind.MASK_INVERTED,
                    node,
                    "what is taken where the mask holds and where not is exchanged",
                    edit -> edit.exchangeInputs(node, 1, 2));
        }
        for (var node : function.nodes("Cast")) {
            boolean ofMask =
                    Attr.type(node, "SrcT").filter(t -> t == DataType.DT_BOOL).isPresent();
            if (ofMask) {
                sites.add(
                        DefectKind.MASK_INVERTED,
                        node,
                        "the mask is negated",
                        edit -> edit.wrapInput(node, 0, mask -> edit.add(node, "LogicalNot", List.of(mask), Map.of())));
            }
        }
        for (var node : function.nodes("LogicalAnd", "LogicalOr")) {
            var other = node.getOp().equals("LogicalAnd") ? "LogicalOr" : "LogicalAnd";
            sites.add(DefectKind.MASKS_JOINED, node, "becomes " + other, edit -> edit.operator(node, other));
        }
    }

    static void comparisons(FunctionView function, Sites sites) {
        for (var node : function.nodes("Greater", "GreaterEqual", "Less", "LessEqual", "Equal", "NotEqual")) {
            var bound = OTHER_BOUND.get(node.getOp());
            if (bound != null) {
                sites.add(
                        DefectKind.COMPARISON_BOUND,
                        node,
                        "becomes " + bound,
                        edit -> edit.replace(node, bound, node.getInputList(), node.getAttrMap()));
            }
            var opposite = OPPOSITE.getOrDefault(node.getOp(), node.getOp());
            sites.add(
                    DefectKind.COMPARISON_NEGATED, node, "becomes " + opposite, edit -> edit.operator(node, opposite));
            for (int input = 0; input < 2; input++) {
                constant(function, sites, node, input);
            }
        }
    }

    private static void constant(FunctionView function, Sites sites, NodeDef node, int input) {
        function.constant(node, input)
                .filter(t ->
                        t.elements() > 0 && (t.dtype().isInteger() || t.dtype().isFloat()))
                .ifPresent(constant -> {
                    double step = step(constant);
                    sites.add(
                            DefectKind.COMPARISON_CONSTANT,
                            node,
                            "input " + input + " is larger by " + step,
                            edit -> edit.constant(node, input, Constants.mapped(constant, v -> v + step)));
                });
    }

    /** One for integers, a tenth of the largest element for others. */
    private static double step(Tensor constant) {
        double largest = Constants.largest(constant);
        return constant.dtype().isInteger() ? 1 : largest == 0 || !Double.isFinite(largest) ? 0.1 : largest / 10;
    }
}
