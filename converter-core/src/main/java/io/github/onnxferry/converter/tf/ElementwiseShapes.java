package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Shapes of element-wise operations: as their operand, or broadcast. */
final class ElementwiseShapes {
    private static final String[] UNARY = {
        "Abs",
        "Acos",
        "Acosh",
        "Asin",
        "Asinh",
        "Atan",
        "Atanh",
        "Ceil",
        "Cos",
        "Cosh",
        "Digamma",
        "Elu",
        "Erf",
        "Erfc",
        "Erfinv",
        "Exp",
        "Expm1",
        "Floor",
        "Identity",
        "Inv",
        "Invert",
        "IsFinite",
        "IsInf",
        "IsNan",
        "LeakyRelu",
        "Lgamma",
        "Log",
        "Log1p",
        "LogicalNot",
        "Ndtri",
        "Neg",
        "Reciprocal",
        "Relu",
        "Relu6",
        "Rint",
        "Round",
        "Rsqrt",
        "Selu",
        "Sigmoid",
        "Sign",
        "Sin",
        "Sinh",
        "Softplus",
        "Softsign",
        "Sqrt",
        "Square",
        "Tan",
        "Tanh",
        "Cast",
        "Softmax",
        "LogSoftmax",
        "BiasAdd",
        "StopGradient",
        "ZerosLike",
        "OnesLike",
        "Cumsum",
        "Cumprod",
        "CumulativeLogsumexp",
        "ReverseV2",
        "ReverseSequence",
        "Reverse",
        "Roll",
        "MatrixBandPart",
        "CheckNumerics",
        "Real",
        "Imag",
        "ComplexAbs",
        "Conj",
        "FFT",
        "IFFT",
        "FFT2D",
        "FFT3D",
        "StringLower",
        "StringToHashBucketFast",
        "StringUpper",
        "StringStrip",
        "StringLength",
        "StringToNumber",
        "AsString",
        "RegexReplace",
        "StaticRegexReplace",
        "StaticRegexFullMatch",
        "RegexFullMatch",
        "MatrixInverse",
        "Cholesky",
        "PreventGradient",
        "InvertPermutation",
        "MatrixSetDiagV3"
    };

    private static final String[] BINARY = {
        "Add",
        "AddV2",
        "Atan2",
        "BitwiseAnd",
        "BitwiseOr",
        "BitwiseXor",
        "Complex",
        "Div",
        "DivNoNan",
        "Equal",
        "FloorDiv",
        "FloorMod",
        "Greater",
        "GreaterEqual",
        "LeftShift",
        "Less",
        "LessEqual",
        "LogicalAnd",
        "LogicalOr",
        "Maximum",
        "Minimum",
        "Mod",
        "Mul",
        "MulNoNan",
        "NextAfter",
        "NotEqual",
        "Polygamma",
        "Pow",
        "RealDiv",
        "RightShift",
        "SquaredDifference",
        "Sub",
        "TruncateDiv",
        "TruncateMod",
        "Xdivy",
        "Xlogy",
        "Xlog1py",
        "Zeta",
        "SelectV2",
        "ClipByValue",
        "Betainc",
        "Igamma",
        "Igammac"
    };

    private ElementwiseShapes() {}

    static void register(Map<String, ShapeRules.Rule> rules) {
        ShapeRules.put(rules, (e, unknown) -> e.arg(0).shape(), UNARY);
        ShapeRules.put(
                rules,
                (e, unknown) ->
                        ShapeRules.broadcast(e.flat().stream().map(Value::shape).toList(), unknown),
                BINARY);
        ShapeRules.put(rules, (e, unknown) -> e.argList(0).get(0).shape(), "AddN");
        ShapeRules.put(
                rules,
                (e, unknown) -> ShapeRules.broadcast(
                        e.argList(0).stream().map(Value::shape).toList(), unknown),
                "StringJoin");
        rules.put(
                "IdentityN", (e, unknown) -> e.flat().stream().map(Value::shape).toList());
        rules.put("FusedBatchNormV3", (e, unknown) -> {
            Shape channels = e.arg(1).shape();
            return List.of(e.arg(0).shape(), channels, channels, channels, channels, Shape.unknown());
        });
    }
}
