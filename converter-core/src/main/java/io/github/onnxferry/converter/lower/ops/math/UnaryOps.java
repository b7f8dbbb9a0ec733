package io.github.onnxferry.converter.lower.ops.math;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Map;

/** Element-wise functions of one operand. */
public final class UnaryOps {
    /** Operators that TensorFlow has under another name at most. */
    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("Acos", "Acos"),
            Map.entry("Acosh", "Acosh"),
            Map.entry("Asin", "Asin"),
            Map.entry("Asinh", "Asinh"),
            Map.entry("Atan", "Atan"),
            Map.entry("Atanh", "Atanh"),
            Map.entry("Cos", "Cos"),
            Map.entry("Cosh", "Cosh"),
            Map.entry("Erf", "Erf"),
            Map.entry("Exp", "Exp"),
            Map.entry("Log", "Log"),
            Map.entry("Reciprocal", "Reciprocal"),
            Map.entry("Sin", "Sin"),
            Map.entry("Sinh", "Sinh"),
            Map.entry("Sqrt", "Sqrt"),
            Map.entry("Tan", "Tan"));

    private static final Map<String, String> EXACT =
            Map.of("Abs", "Abs", "Ceil", "Ceil", "Floor", "Floor", "Round", "Rint", "Neg", "Neg", "Sign", "Sign");

    /** The rows of the family. */
    public static final LoweringTable TABLE = table();

    private UnaryOps() {}

    private static LoweringTable table() {
        var table = LoweringTable.of(Domain.ONNX);
        SAME.forEach((onnx, tensorflow) -> table.op(onnx, (n, tf) -> tf.unary(tensorflow, only(n))));
        EXACT.forEach((onnx, tensorflow) -> table.op(onnx, (n, tf) -> sameDtype(onnx, tensorflow, only(n), tf))
                .parity(Parity.EXACT));
        return table.op("Not", (n, tf) -> tf.not(n.in("X")))
                .parity(Parity.EXACT)
                .op("BitwiseNot", (n, tf) -> tf.unary("Invert", n.in("X")))
                .parity(Parity.EXACT)
                .op("IsNaN", (n, tf) -> tf.isNan(n.in("X")))
                .parity(Parity.EXACT)
                .op("IsInf", UnaryOps::isInf)
                .parity(Parity.EXACT)
                .build();
    }

    private static Value only(NodeView n) {
        return n.inputs().get(0).orElseThrow(() -> n.invalid("its input is missing"));
    }

    /** Unsigned values are their own absolute value, and integers are their own rounding. */
    private static Value sameDtype(String onnx, String tensorflow, Value x, TfBuilder tf) {
        if (onnx.equals("Abs") && x.dtype().isUnsigned()) {
            return x;
        }
        if (onnx.equals("Sign") && x.dtype().isUnsigned()) {
            return tf.cast(tf.notEqual(x, tf.like(x, 0)), x.dtype());
        }
        return tf.unary(tensorflow, x);
    }

    /** Either sign can be left out (ONNX IsInf: detect_negative, detect_positive). */
    private static Value isInf(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        boolean negative = n.flag("detect_negative");
        boolean positive = n.flag("detect_positive");
        var infinite = tf.unary("IsInf", x);
        if (negative && positive) {
            return infinite;
        }
        if (!negative && !positive) {
            return tf.and(infinite, tf.bool(false));
        }
        var zero = tf.like(x, 0);
        return tf.and(infinite, positive ? tf.greater(x, zero) : tf.less(x, zero));
    }
}
