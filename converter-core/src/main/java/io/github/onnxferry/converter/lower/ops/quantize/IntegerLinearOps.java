package io.github.onnxferry.converter.lower.ops.quantize;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.math.CastOps;
import io.github.onnxferry.converter.lower.ops.math.LinearOps;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.lower.ops.neural.ConvolutionOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.Optional;

/** Products and convolutions of quantised tensors, summed in 32 bits. */
public final class IntegerLinearOps {
    /** Sums of up to this many products of two numbers of 8 bits and a sign are exact in float32. */
    private static final long EXACT_IN_FLOAT = (1 << 24) / (255 * 255);

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("MatMulInteger", IntegerLinearOps::matMulInteger)
            .parity(Parity.EXACT)
            .op("QLinearMatMul", IntegerLinearOps::qLinearMatMul)
            .op("ConvInteger", IntegerLinearOps::convInteger)
            .parity(Parity.EXACT)
            .op("QLinearConv", IntegerLinearOps::qLinearConv)
            .build();

    private IntegerLinearOps() {}

    private static Value matMulInteger(NodeView n, TfBuilder tf) {
        return product(n, tf, n.in("A"), n.optional("a_zero_point"), n.in("B"), n.optional("b_zero_point"));
    }

    /** {@code (a - a_zero_point) * (b - b_zero_point)} in int32; the zero points are scalars, or one a row and column. */
    private static Value product(
            NodeView n, TfBuilder tf, Value a, Optional<Value> aZeroPoint, Value b, Optional<Value> bZeroPoint) {
        var left = shifted(tf, a, aZeroPoint.map(z -> perRow(tf, z)), DType.INT32);
        var right = shifted(tf, b, bZeroPoint.map(z -> perColumn(tf, z)), DType.INT32);
        return LinearOps.matMul(left, right, n, tf);
    }

    /** {@code y_scale} divides the product of the scales, as in ONNX Runtime: one factor for each sum, in float32. */
    private static Value qLinearMatMul(NodeView n, TfBuilder tf) {
        var sum = product(
                n, tf, n.in("a"), Optional.of(n.in("a_zero_point")), n.in("b"), Optional.of(n.in("b_zero_point")));
        var scales = tf.mul(perRow(tf, real(tf, n.in("a_scale"))), perColumn(tf, real(tf, n.in("b_scale"))));
        return requantised(n, tf, sum, scales, y -> perRow(tf, y));
    }

    private static Value convInteger(NodeView n, TfBuilder tf) {
        var x = n.in("x");
        return ChannelsLast.apply(tf, ofFilterRank(n, tf, x, n.in("w")), image -> sums(n, tf, image));
    }

    /** The bias is int32 and counts in the product of the scales of {@code x} and {@code w}. */
    private static Value qLinearConv(NodeView n, TfBuilder tf) {
        return ChannelsLast.apply(tf, ofFilterRank(n, tf, n.in("x"), n.in("w")), image -> {
            var sums = sums(n, tf, image);
            var biased = n.optional("B").map(b -> tf.add(sums, b)).orElse(sums);
            var scales = tf.mul(scalar(tf, real(tf, n.in("x_scale"))), real(tf, n.in("w_scale")));
            return requantised(n, tf, biased, scales, y -> scalar(tf, y));
        });
    }

    private static Value requantised(
            NodeView n, TfBuilder tf, Value sum, Value scales, java.util.function.UnaryOperator<Value> aligned) {
        var zeroPoint = n.in("y_zero_point");
        var factor = tf.div(scales, aligned.apply(real(tf, n.in("y_scale"))));
        return QuantizedRange.quantise(
                tf.mul(tf.cast(sum, DType.FLOAT), factor), aligned.apply(zeroPoint), zeroPoint.dtype(), tf);
    }

    /** The convolution of a channels-last image in int32, computed in the narrowest real dtype that holds each sum. */
    private static Value sums(NodeView n, TfBuilder tf, Value image) {
        var w = n.in("w");
        int rank = n.rank(w, "w");
        var terms = w.dim(1);
        for (int i = 2; i < rank; i++) {
            terms = terms.times(w.dim(i));
        }
        var exact = terms.isKnown() && terms.value() <= EXACT_IN_FLOAT ? DType.FLOAT : DType.DOUBLE;
        var x = shifted(tf, image, n.optional("x_zero_point").map(z -> scalar(tf, z)), exact);
        var perFilter = new long[rank];
        Arrays.fill(perFilter, 1);
        perFilter[0] = -1;
        var filter = shifted(
                tf,
                w,
                n.optional("w_zero_point").map(z -> isSingle(z) ? scalar(tf, z) : tf.reshape(z, perFilter)),
                exact);
        return tf.cast(ConvolutionOps.convolve(n, tf, x, filter), DType.INT32);
    }

    private static Value ofFilterRank(NodeView n, TfBuilder tf, Value x, Value w) {
        return ChannelsLast.ofRank(n, tf, x, n.rank(w, "w"));
    }

    /** Less a zero point, in a dtype that holds each difference. */
    private static Value shifted(TfBuilder tf, Value x, Optional<Value> zeroPoint, DType dtype) {
        var wide = tf.cast(x, dtype);
        return zeroPoint.map(z -> tf.sub(wide, tf.cast(z, dtype))).orElse(wide);
    }

    private static Value real(TfBuilder tf, Value scale) {
        return CastOps.cast(scale, DType.FLOAT, tf);
    }

    /** A parameter with one entry a row, {@code [m]}, as a column; others broadcast as they are. */
    private static Value perRow(TfBuilder tf, Value parameter) {
        if (isSingle(parameter)) {
            return scalar(tf, parameter);
        }
        return parameter.hasRank() && parameter.rank() == 1 ? tf.expandDims(parameter, 1) : parameter;
    }

    /** A parameter with one entry a column, {@code [n]}. */
    private static Value perColumn(TfBuilder tf, Value parameter) {
        return isSingle(parameter) ? scalar(tf, parameter) : parameter;
    }

    private static boolean isSingle(Value parameter) {
        return parameter.hasRank()
                && (parameter.rank() == 0
                        || (parameter.rank() == 1 && parameter.dim(0).is(1)));
    }

    private static Value scalar(TfBuilder tf, Value parameter) {
        return tf.reshape(parameter);
    }
}
