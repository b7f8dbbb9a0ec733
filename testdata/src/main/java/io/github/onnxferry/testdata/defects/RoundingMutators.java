package io.github.onnxferry.testdata.defects;

import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Defects of rounding and of precision. */
final class RoundingMutators {
    private static final Map<String, List<String>> OTHER_MODES = Map.of(
            "Rint", List.of("Floor", "Ceil"),
            "Round", List.of("Floor", "Ceil"),
            "Floor", List.of("Ceil", "Rint"),
            "Ceil", List.of("Floor", "Rint"),
            "FloorDiv", List.of("TruncateDiv"),
            "TruncateDiv", List.of("FloorDiv"),
            "FloorMod", List.of("TruncateMod"),
            "TruncateMod", List.of("FloorMod"));

    /** Operators whose first input is data of type {@code T}. */
    private static final String[] TAKES_VALUES = {
        "Conv2D",
        "Conv3D",
        "DepthwiseConv2dNative",
        "MatMul",
        "BatchMatMulV2",
        "AddV2",
        "Mul",
        "Sub",
        "RealDiv",
        "Mean",
        "Sum",
        "Einsum",
        "Softmax",
        "Relu",
        "Sigmoid",
        "Tanh",
        "Erf",
        "ConcatV2",
        "Transpose",
        "Reshape",
        "Sqrt",
        "Square",
        "Log"
    };

    private RoundingMutators() {}

    static void modes(FunctionView function, Sites sites) {
        for (var node : function.nodes(OTHER_MODES.keySet().toArray(String[]::new))) {
            var modes = OTHER_MODES.getOrDefault(node.getOp(), List.of());
            var mode = modes.get(sites.random(DefectKind.ROUNDING_MODE, node).nextInt(modes.size()));
            sites.add(DefectKind.ROUNDING_MODE, node, "becomes " + mode, edit -> edit.operator(node, mode));
            if (node.getOp().equals("Rint") || node.getOp().equals("Round")) {
                sites.add(
                        DefectKind.CAST_TRUNCATES,
                        node,
                        "is left out, so that the cast that follows truncates",
                        edit -> edit.passOn(node, 0));
            }
        }
    }

    static void types(FunctionView function, Sites sites) {
        for (var node : function.nodes(TAKES_VALUES)) {
            if (function.constant(node, 0).isPresent()) {
                continue;
            }
            Attr.type(node, "T")
                    .filter(t -> t == DataType.DT_FLOAT || t == DataType.DT_DOUBLE)
                    .ifPresent(type -> {
                        var narrow = narrow(sites, node, type);
                        sites.add(
                                DefectKind.DTYPE_NARROWED,
                                node,
                                "input 0 goes through " + narrow,
                                edit -> edit.wrapInput(node, 0, value -> roundTrip(edit, node, value, type, narrow)));
                    });
        }
    }

    private static DataType narrow(Sites sites, NodeDef node, DataType type) {
        if (type == DataType.DT_DOUBLE) {
            return DataType.DT_FLOAT;
        }
        return sites.random(DefectKind.DTYPE_NARROWED, node).nextBoolean() ? DataType.DT_HALF : DataType.DT_BFLOAT16;
    }

    private static String roundTrip(FunctionEdit edit, NodeDef node, String value, DataType type, DataType narrow) {
        var there = edit.add(node, "Cast", List.of(value), cast(type, narrow));
        return edit.add(node, "Cast", List.of(there), cast(narrow, type));
    }

    private static Map<String, AttrValue> cast(DataType from, DataType to) {
        return Map.of("SrcT", Attr.of(from), "DstT", Attr.of(to));
    }

    static void scalars(FunctionView function, Sites sites) {
        for (var node : function.nodes("Mul", "RealDiv", "AddV2", "Sub", "Pow")) {
            for (int input = 0; input < 2; input++) {
                int at = input;
                function.scalar(node, input)
                        .filter(t -> t.dtype().isFloat()
                                && t.getDouble(0) != 0
                                && Double.isFinite(t.getDouble(0))
                                && !BiasMutators.isEpsilon(t))
                        .ifPresent(scalar -> sites.add(
                                DefectKind.SCALAR_OFF,
                                node,
                                "input " + at + ", " + scalar.getDouble(0) + ", is larger by one percent",
                                edit -> edit.constant(node, at, Constants.scaled(scalar, 1.01))));
            }
        }
    }
}
