package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.math.ActivationOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.IntStream;

/** Element-wise operators of quantised tensors, and those that move their elements. */
public final class QuantizedElementwiseOps {
    /** The opset version of Softmax from which on its axis is one axis, not the first of several. */
    private static final long SOFTMAX_OF_ONE_AXIS = 13;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .op("QLinearAdd", QuantizedElementwiseOps::add)
            .op("QLinearMul", QuantizedElementwiseOps::mul)
            .op("QLinearSigmoid", (n, tf) -> table(n, tf, "Sigmoid"))
            .op("QLinearLeakyRelu", (n, tf) -> table(n, tf, "LeakyRelu"))
            .op("QLinearSoftmax", QuantizedElementwiseOps::softmax)
            .op("QLinearConcat", QuantizedElementwiseOps::concat)
            .op("QLinearWhere", QuantizedElementwiseOps::where)
            .op("MulInteger", QuantizedElementwiseOps::mulInteger)
            .build();

    private QuantizedElementwiseOps() {}

    /**
     * QLinearAdd. As in ONNX Runtime each operand is multiplied with the quotient of its scale and that of the result, and
     * the zero points are one number: {@code a * (A_scale / C_scale) + b * (B_scale / C_scale) + offset}.
     */
    private static Value add(NodeView n, TfBuilder tf) {
        var scale = Quantized.scalar(n.in("C_scale"), tf);
        var factorA = tf.div(Quantized.scalar(n.in("A_scale"), tf), scale);
        var factorB = tf.div(Quantized.scalar(n.in("B_scale"), tf), scale);
        var offset = tf.sub(
                zeroPoint(n, "C_zero_point", tf),
                tf.add(
                        tf.mul(factorA, zeroPoint(n, "A_zero_point", tf)),
                        tf.mul(factorB, zeroPoint(n, "B_zero_point", tf))));
        var sum = tf.add(
                tf.add(offset, tf.mul(tf.cast(n.in("A"), DType.FLOAT), factorA)),
                tf.mul(tf.cast(n.in("B"), DType.FLOAT), factorB));
        return Quantized.rounded(sum, n.in("A").dtype(), tf);
    }

    /** QLinearMul: the product of the integers, times {@code A_scale * B_scale / C_scale}. */
    private static Value mul(NodeView n, TfBuilder tf) {
        var factor = tf.div(
                tf.mul(Quantized.scalar(n.in("A_scale"), tf), Quantized.scalar(n.in("B_scale"), tf)),
                Quantized.scalar(n.in("C_scale"), tf));
        var product = tf.mul(
                tf.sub(tf.cast(n.in("A"), DType.FLOAT), zeroPoint(n, "A_zero_point", tf)),
                tf.sub(tf.cast(n.in("B"), DType.FLOAT), zeroPoint(n, "B_zero_point", tf)));
        var scaled = tf.add(tf.mul(product, factor), zeroPoint(n, "C_zero_point", tf));
        return Quantized.rounded(scaled, n.in("A").dtype(), tf);
    }

    private static Value zeroPoint(NodeView n, String formal, TfBuilder tf) {
        return n.optional(formal)
                .map(z -> tf.cast(tf.reshape(z), DType.FLOAT))
                .orElseGet(() -> tf.scalar(DType.FLOAT, 0));
    }

    /** An activation of the real numbers; ONNX Runtime keeps its results for each integer in a table. */
    private static Value table(NodeView n, TfBuilder tf, String activation) {
        var x = Quantized.real(n.in("X"), n.in("X_scale"), n.optional("X_zero_point"), tf);
        var y = Standard.like(n, activation).in(x).one(ActivationOps.TABLE, tf);
        return Quantized.of(
                y, n.in("Y_scale"), n.optional("Y_zero_point"), n.in("X").dtype(), tf);
    }

    /** QLinearSoftmax: along one axis, or before Softmax 13 over all axes from {@code axis} on. */
    private static Value softmax(NodeView n, TfBuilder tf) {
        var x = Quantized.real(n.in("X"), n.in("X_scale"), n.optional("x_zero_point"), tf);
        int rank = n.rank("X");
        int axis = n.axis("axis", rank);
        Value y;
        if (n.int64("opset") >= SOFTMAX_OF_ONE_AXIS) {
            y = Standard.of(n, "Softmax").in(x).with("axis", axis).one(ActivationOps.TABLE, tf);
        } else {
            var sizes = new ArrayList<Value>();
            IntStream.range(0, axis).forEach(i -> sizes.add(tf.sizeOf(x, i)));
            sizes.add(tf.elementsOf(x, axis, rank));
            y = tf.reshape(tf.unary("Softmax", tf.reshape(x, tf.pack(sizes, 0))), tf.shapeOf(x));
        }
        return Quantized.of(
                y, n.in("y_scale"), n.optional("y_zero_point"), n.in("X").dtype(), tf);
    }

    /** QLinearConcat: {@code inputs} are a tensor, its scale and its zero point in turn. */
    private static Value concat(NodeView n, TfBuilder tf) {
        var inputs = n.variadic("inputs");
        if (inputs.size() % 3 != 0) {
            throw n.invalid("its inputs are not threes of a tensor, a scale and a zero point");
        }
        var zeroPoint = n.in("Y_zero_point");
        var parts = new ArrayList<Value>();
        for (int i = 0; i < inputs.size(); i += 3) {
            var real = Quantized.real(inputs.get(i), inputs.get(i + 1), Optional.of(inputs.get(i + 2)), tf);
            parts.add(Quantized.of(real, n.in("Y_scale"), Optional.of(zeroPoint), zeroPoint.dtype(), tf));
        }
        return tf.concat(parts, n.axis("axis", n.rank(parts.get(0), "inputs")));
    }

    private static Value where(NodeView n, TfBuilder tf) {
        var scale = n.in("z_scale");
        var zeroPoint = Optional.of(n.in("z_zero_point"));
        var dtype = n.in("X").dtype();
        var x = Quantized.real(n.in("X"), n.in("x_scale"), n.optional("x_zero_point"), tf);
        var y = Quantized.real(n.in("Y"), n.in("y_scale"), n.optional("y_zero_point"), tf);
        return tf.select(
                n.in("condition"),
                Quantized.of(x, scale, zeroPoint, dtype, tf),
                Quantized.of(y, scale, zeroPoint, dtype, tf));
    }

    /** MulInteger: {@code (A - A_zero_point) * (B - B_zero_point)} in int32. */
    private static Value mulInteger(NodeView n, TfBuilder tf) {
        return tf.mul(
                Quantized.shifted(n.in("A"), n.optional("A_zero_point"), DType.INT32, tf),
                Quantized.shifted(n.in("B"), n.optional("B_zero_point"), DType.INT32, tf));
    }
}
