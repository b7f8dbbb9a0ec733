package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.math.LinearOps;
import io.github.onnxferry.converter.lower.ops.neural.PoolingOps;
import io.github.onnxferry.converter.lower.ops.quantize.IntegerLinearOps;
import io.github.onnxferry.converter.lower.ops.quantize.QuantizationOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Products, convolutions, pools and sums of quantised tensors. */
public final class QuantizedLinearOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .op("QGemm", QuantizedLinearOps::gemm)
            .op("MatMulIntegerToFloat", QuantizedLinearOps::matMulToFloat)
            .op("DynamicQuantizeMatMul", QuantizedLinearOps::dynamicMatMul)
            .op("MatMulInteger16", QuantizedLinearOps::matMul16)
            .parity(Parity.EXACT)
            .op("QLinearConv", QuantizedLinearOps::convolution)
            .op("QLinearAveragePool", QuantizedLinearOps::averagePool)
            .op("QLinearGlobalAveragePool", QuantizedLinearOps::globalAveragePool)
            .op("QLinearReduceMean", QuantizedLinearOps::reduceMean)
            .op("ReduceSumInteger", QuantizedLinearOps::reduceSum)
            .parity(Parity.EXACT)
            .op("QuantizeLinear", QuantizedLinearOps::quantize)
            .op("DequantizeLinear", QuantizedLinearOps::dequantize)
            .build();

    private QuantizedLinearOps() {}

    /**
     * QGemm: {@code alpha * a_scale * b_scale * ((A' - a_zero_point) * (B' - b_zero_point) + C)}, where C has that scale
     * too; quantised if there is a {@code y_scale}. The scale and zero point of B may be one a column.
     */
    private static Value gemm(NodeView n, TfBuilder tf) {
        var a = Quantized.shifted(n.in("A"), n.optional("a_zero_point"), DType.INT32, tf);
        var b = tf.sub(
                tf.cast(n.in("B"), DType.INT32),
                tf.cast(perColumn(n.in("b_zero_point"), n.flag("transB"), tf), DType.INT32));
        var product = tf.matMul(a, b, n.flag("transA"), n.flag("transB"));
        var sum = n.optional("C").map(c -> tf.add(product, c)).orElse(product);
        var scales = tf.mul(
                tf.mul(Quantized.scalar(n.in("a_scale"), tf), tf.reshape(n.in("b_scale"), -1)), n.float32("alpha"));
        var real = tf.cast(sum, DType.FLOAT);
        if (!n.has("y_scale")) {
            return tf.mul(real, scales);
        }
        var factor = tf.div(scales, Quantized.scalar(n.in("y_scale"), tf));
        var zeroPoint = n.in("y_zero_point");
        var offset = tf.cast(Quantized.scalar(zeroPoint, tf), DType.FLOAT);
        return Quantized.rounded(tf.add(tf.roundHalfEven(tf.mul(real, factor)), offset), zeroPoint.dtype(), tf);
    }

    /** A parameter of one element, or with one a column, which is a row of a matrix that is transposed. */
    private static Value perColumn(Value parameter, boolean transposed, TfBuilder tf) {
        return transposed ? tf.reshape(parameter, -1, 1) : tf.reshape(parameter, 1, -1);
    }

    /**
     * A quantised factor of a product.
     *
     * @param scale one, or of the right factor one a column
     */
    record Factor(Value integers, Value scale, Optional<Value> zeroPoint) {}

    /** MatMulIntegerToFloat: the integers' product times both scales, and the bias; B may have parameters a column. */
    private static Value matMulToFloat(NodeView n, TfBuilder tf) {
        var product = realProduct(
                n,
                new Factor(n.in("A"), n.in("a_scale"), n.optional("a_zero_point")),
                new Factor(n.in("B"), n.in("b_scale"), n.optional("b_zero_point")),
                n.optional("bias"),
                tf);
        return tf.cast(product, n.in("b_scale").dtype());
    }

    /** DynamicQuantizeMatMul: MatMulIntegerToFloat of A, quantised to uint8 over its range. */
    private static Value dynamicMatMul(NodeView n, TfBuilder tf) {
        var a = Standard.of(n, "DynamicQuantizeLinear").in(n.in("A")).all(QuantizationOps.TABLE, tf);
        return realProduct(
                n,
                new Factor(a.get(0), a.get(1), Optional.of(a.get(2))),
                new Factor(n.in("B"), n.in("b_scale"), n.optional("b_zero_point")),
                n.optional("bias"),
                tf);
    }

    /** The product of quantised factors and the sum with a bias, in float32. */
    static Value realProduct(NodeView n, Factor a, Factor b, Optional<Value> bias, TfBuilder tf) {
        var product = Standard.of(n, "MatMulInteger")
                .in(a.integers(), b.integers())
                .in(a.zeroPoint())
                .in(b.zeroPoint())
                .one(IntegerLinearOps.TABLE, tf);
        var scales = tf.mul(tf.cast(Quantized.scalar(a.scale(), tf), DType.FLOAT), tf.cast(b.scale(), DType.FLOAT));
        var real = tf.mul(tf.cast(product, DType.FLOAT), scales);
        return bias.map(c -> tf.add(real, tf.cast(c, DType.FLOAT))).orElse(real);
    }

    /** MatMulInteger16: the product of integers of 16 bits, in 32 bits. */
    private static Value matMul16(NodeView n, TfBuilder tf) {
        var a = tf.cast(n.in("A"), DType.INT64);
        var b = tf.cast(n.in("B"), DType.INT64);
        boolean unsigned = n.in("A").dtype().isUnsigned() && n.in("B").dtype().isUnsigned();
        return tf.cast(LinearOps.matMul(a, b, n, tf), unsigned ? DType.UINT32 : DType.INT32);
    }

    /** Computes channels-first what an operator may want of channels-last values. */
    private static Value channelsFirst(NodeView n, Value x, TfBuilder tf, UnaryOperator<Value> computation) {
        if (n.flag("channels_last")) {
            n.rank(x, "X");
            return tf.toChannelsLast(computation.apply(tf.toChannelsFirst(x)));
        }
        return computation.apply(x);
    }

    /** QLinearConv of com.microsoft: the standard one, but {@code x} and {@code y} may be channels-last. */
    private static Value convolution(NodeView n, TfBuilder tf) {
        return channelsFirst(
                n,
                n.in("x"),
                tf,
                x -> Standard.like(n, "QLinearConv")
                        .without("channels_last")
                        .in(x, n.in("x_scale"), n.in("x_zero_point"), n.in("w"), n.in("w_scale"), n.in("w_zero_point"))
                        .in(n.in("y_scale"), n.in("y_zero_point"))
                        .in(n.optional("B"))
                        .one(IntegerLinearOps.TABLE, tf));
    }

    private static Value averagePool(NodeView n, TfBuilder tf) {
        return channelsFirst(n, n.in("X"), tf, x -> {
            var real = Quantized.real(x, n.in("x_scale"), n.optional("x_zero_point"), tf);
            var mean = Standard.like(n, "AveragePool")
                    .without("channels_last")
                    .in(real)
                    .one(PoolingOps.TABLE, tf);
            return Quantized.of(mean, n.in("y_scale"), n.optional("y_zero_point"), x.dtype(), tf);
        });
    }

    private static Value globalAveragePool(NodeView n, TfBuilder tf) {
        int rank = n.rank("X");
        boolean last = n.flag("channels_last");
        var axes = LongStream.range(last ? 1 : 2, last ? rank - 1 : rank).toArray();
        return mean(n, tf, "X", "x", "y", axes, true);
    }

    private static Value reduceMean(NodeView n, TfBuilder tf) {
        int rank = n.rank("data");
        var axes = LongStream.of(n.int64s("axes")).map(a -> n.axis(a, rank)).toArray();
        var all = axes.length == 0 ? LongStream.range(0, rank).toArray() : axes;
        return mean(n, tf, "data", "data", "reduced", all, n.flag("keepdims"));
    }

    /** The mean of the integers, less the zero point, times the quotient of the scales. */
    private static Value mean(
            NodeView n, TfBuilder tf, String formal, String from, String to, long[] axes, boolean keepDims) {
        var x = n.in(formal);
        var real = Quantized.shifted(x, n.optional(from + "_zero_point"), DType.FLOAT, tf);
        var mean = tf.reduce("Mean", real, keepDims, axes);
        var factor = tf.div(Quantized.scalar(n.in(from + "_scale"), tf), Quantized.scalar(n.in(to + "_scale"), tf));
        return Quantized.of(
                tf.mul(mean, factor), tf.scalar(DType.FLOAT, 1), n.optional(to + "_zero_point"), x.dtype(), tf);
    }

    private static Value reduceSum(NodeView n, TfBuilder tf) {
        var x = n.in("data");
        var wide = tf.cast(x, x.dtype().isUnsigned() ? DType.UINT32 : DType.INT32);
        var axes = n.int64s("axes");
        int rank = n.rank("data");
        var all = axes.length == 0 ? IntStream.range(0, rank).mapToLong(i -> i).toArray() : axes;
        return tf.reduce("Sum", wide, n.flag("keepdims"), all);
    }

    /** QuantizeLinear of com.microsoft: the standard one, whose axis counts where the scale is a vector. */
    private static Value quantize(NodeView n, TfBuilder tf) {
        return Standard.like(n, "QuantizeLinear")
                .in(n.in("x"), n.in("y_scale"))
                .in(n.optional("y_zero_point"))
                .one(QuantizationOps.TABLE, tf);
    }

    private static Value dequantize(NodeView n, TfBuilder tf) {
        return Standard.like(n, "DequantizeLinear")
                .in(n.in("x"), n.in("x_scale"))
                .in(n.optional("x_zero_point"))
                .one(QuantizationOps.TABLE, tf);
    }
}
