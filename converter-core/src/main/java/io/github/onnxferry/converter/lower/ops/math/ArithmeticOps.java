package io.github.onnxferry.converter.lower.ops.math;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Arithmetic of two or more operands, broadcast by the rules of NumPy. */
public final class ArithmeticOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Add", (n, tf) -> tf.add(n.in("A"), n.in("B")))
            .op("Sub", (n, tf) -> tf.sub(n.in("A"), n.in("B")))
            .op("Mul", (n, tf) -> tf.mul(n.in("A"), n.in("B")))
            .op("Div", ArithmeticOps::divide)
            .op("Mod", ArithmeticOps::modulo)
            .op("Pow", ArithmeticOps::power)
            .op("Max", (n, tf) -> extreme(n, tf, true))
            .parity(Parity.EXACT)
            .op("Min", (n, tf) -> extreme(n, tf, false))
            .parity(Parity.EXACT)
            .op("Sum", (n, tf) -> fold(n, tf::add))
            .op("Mean", ArithmeticOps::mean)
            .op("Clip", ArithmeticOps::clip)
            .parity(Parity.EXACT)
            .op("BitShift", ArithmeticOps::bitShift)
            .parity(Parity.EXACT)
            .op("BitwiseAnd", (n, tf) -> tf.binary("BitwiseAnd", n.in("A"), n.in("B")))
            .parity(Parity.EXACT)
            .op("BitwiseOr", (n, tf) -> tf.binary("BitwiseOr", n.in("A"), n.in("B")))
            .parity(Parity.EXACT)
            .op("BitwiseXor", (n, tf) -> tf.binary("BitwiseXor", n.in("A"), n.in("B")))
            .parity(Parity.EXACT)
            .build();

    private ArithmeticOps() {}

    /** Integers truncate toward zero (ONNX Div 14). */
    private static Value divide(NodeView n, TfBuilder tf) {
        var a = n.in("A");
        return a.dtype().isInteger() ? tf.binary("TruncateDiv", a, n.in("B")) : tf.div(a, n.in("B"));
    }

    /** The remainder has the divisor's sign, zeros too; with {@code fmod} the dividend's (ONNX Mod 28). */
    private static Value modulo(NodeView n, TfBuilder tf) {
        var a = n.in("A");
        var b = n.in("B");
        if (n.flag("fmod")) {
            return tf.binary("TruncateMod", a, b);
        }
        var remainder = tf.floorMod(a, b);
        if (!a.dtype().isFloat()) {
            return remainder;
        }
        var zero = tf.like(a, 0);
        var signedZero = tf.select(tf.less(b, zero), tf.like(a, -0.0), zero);
        return tf.select(tf.equal(remainder, zero), signedZero, remainder);
    }

    /**
     * The result has the base's dtype (ONNX Pow 15). A negative power of an integer is truncated: 0, except for the bases
     * 1 and -1.
     */
    private static Value power(NodeView n, TfBuilder tf) {
        var base = n.in("X");
        var exponent = n.in("Y");
        if (!base.dtype().isInteger()) {
            var constant = exponent.constant()
                    .filter(t -> t.elements() == 1
                            && t.rank()
                                    <= base.shape().known().map(k -> k.size()).orElse(0));
            if (constant.isPresent() && constant.get().getDouble(0) == 2) {
                return tf.square(base);
            }
            if (base.dtype() == DType.FLOAT && exponent.dtype() == DType.DOUBLE) {
                return tf.cast(tf.pow(tf.cast(base, DType.DOUBLE), exponent), DType.FLOAT);
            }
            return tf.pow(base, tf.cast(exponent, base.dtype()));
        }
        if (exponent.dtype().isFloat()) {
            var real = tf.pow(tf.cast(base, DType.DOUBLE), tf.cast(exponent, DType.DOUBLE));
            return tf.cast(real, base.dtype());
        }
        var wideBase = tf.cast(base, DType.INT64);
        var wide = tf.cast(exponent, DType.INT64);
        var zero = tf.int64(0);
        var one = tf.int64(1);
        var power = tf.pow(wideBase, tf.maximum(wide, zero));
        if (exponent.dtype().isUnsigned()
                || exponent.constant()
                        .filter(t -> t.elements() <= 64 && min(t.longs()) >= 0)
                        .isPresent()) {
            return tf.cast(power, base.dtype());
        }
        var unit = tf.equal(tf.abs(wideBase), one);
        var odd = tf.equal(tf.floorMod(wide, tf.int64(2)), one);
        var inverse = tf.select(unit, tf.select(odd, wideBase, one), zero);
        return tf.cast(tf.select(tf.less(wide, zero), inverse, power), base.dtype());
    }

    private static long min(long[] values) {
        return java.util.Arrays.stream(values).min().orElse(0);
    }

    private static Value fold(NodeView n, BinaryOperator<Value> operator) {
        return n.inputs().stream()
                .flatMap(java.util.Optional::stream)
                .reduce(operator)
                .orElseThrow(() -> n.invalid("it needs at least one input"));
    }

    private static Value mean(NodeView n, TfBuilder tf) {
        return tf.div(fold(n, tf::add), n.inputs().size());
    }

    private static Value extreme(NodeView n, TfBuilder tf, boolean larger) {
        return fold(n, (a, b) -> extreme(a, b, tf, larger));
    }

    /** The larger or smaller of two; NaN if either is (NumPy's maximum, which the ONNX cases follow). */
    static Value extreme(Value a, Value b, TfBuilder tf, boolean larger) {
        var result = larger ? tf.maximum(a, b) : tf.minimum(a, b);
        if (!a.dtype().isFloat() || isNumber(a) || isNumber(b)) {
            return result;
        }
        return tf.select(tf.isNan(a), a, tf.select(tf.isNan(b), b, result));
    }

    private static boolean isNumber(Value value) {
        return value.constant()
                .filter(t -> t.elements() == 1 && !Double.isNaN(t.getDouble(0)))
                .isPresent();
    }

    /** The lower bound is applied first, so the upper one wins where they cross (ONNX Clip 13). */
    private static Value clip(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        var low = n.optional("min");
        var high = n.optional("max");
        if (isRelu6(x, low, high)) {
            return tf.unary("Relu6", x);
        }
        var above = low.map(l -> tf.maximum(x, l)).orElse(x);
        return high.map(h -> tf.minimum(above, h)).orElse(above);
    }

    /**
     * Not of a sum with a number: TensorFlow's remapper (2.18, oneDNN on) takes a Relu6 of that for a part of HardSwish, and compares
     * numbers with a tolerance of 0.01.
     */
    private static boolean isRelu6(Value x, Optional<Value> low, Optional<Value> high) {
        boolean shifted =
                x.node().op().equals("AddV2") && x.node().inputs().stream().anyMatch(ArithmeticOps::isNumber);
        return x.dtype() == DType.FLOAT && isConstant(low, 0) && isConstant(high, 6) && !shifted;
    }

    private static boolean isConstant(Optional<Value> value, double number) {
        return value.flatMap(Value::constant)
                .filter(t -> t.elements() == 1 && t.getDouble(0) == number)
                .isPresent();
    }

    /**
     * A shift by less than 0, or by the width of the type or more, leaves nothing but the sign of a value shifted right
     * (ONNX BitShift 28); TensorFlow leaves those cases undefined.
     */
    private static Value bitShift(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        var y = n.in("Y");
        boolean left = n.string("direction").equals("LEFT");
        var zero = tf.like(y, 0);
        var last = tf.like(y, x.dtype().bits() - 1.0);
        var inRange = tf.lessEqual(y, last);
        if (!y.dtype().isUnsigned()) {
            inRange = tf.and(inRange, tf.greaterEqual(y, zero));
        }
        var shifted = tf.binary(left ? "LeftShift" : "RightShift", x, tf.select(inRange, y, zero));
        var nothing = tf.like(x, 0);
        var rest = left || x.dtype().isUnsigned() ? nothing : tf.select(tf.less(x, nothing), tf.like(x, -1), nothing);
        return tf.select(inRange, shifted, rest);
    }
}
