package io.github.onnxferry.converter.lower.ops.quantize;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.array.AxisVectors;
import io.github.onnxferry.converter.lower.ops.math.CastOps;
import io.github.onnxferry.converter.lower.ops.math.SmallFloatCasts;
import io.github.onnxferry.converter.lower.ops.math.SmallFloatCasts.Rounding;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Linear quantisation and its inverse. */
public final class QuantizationOps {
    private static final int LEVELS = 255;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("QuantizeLinear", QuantizationOps::quantize)
            .op("DequantizeLinear", QuantizationOps::dequantize)
            .ops("DynamicQuantizeLinear", QuantizationOps::dynamic)
            .build();

    private QuantizationOps() {}

    /**
     * {@code saturate(rint(x / y_scale) + y_zero_point)} (ONNX QuantizeLinear 25): a division, never a product with the
     * reciprocal, in {@code precision} or the dtype of the scale. Small floats are not rounded to whole numbers.
     */
    private static Value quantize(NodeView n, TfBuilder tf) {
        var scale = n.in("y_scale");
        var zeroPoint = n.optional("y_zero_point");
        var to = zeroPoint
                .map(Value::dtype)
                .or(() -> QuantizationGrain.named(n, "output_dtype"))
                .orElse(DType.UINT8);
        var precision = QuantizationGrain.named(n, "precision")
                .orElse(scale.dtype().carrier() == scale.dtype() ? scale.dtype() : DType.FLOAT);
        var grain = QuantizationGrain.of(n, tf, n.in("x"), scale);
        var divisor = grain.aligned(CastOps.cast(scale, precision, tf));
        return grain.split(x -> {
            var quotient = tf.div(CastOps.cast(x, precision, tf), divisor);
            var real = precision == DType.DOUBLE ? quotient : tf.cast(quotient, DType.FLOAT);
            if (SmallFloatCasts.isSmall(to)) {
                var shifted = zeroPoint
                        .map(z -> tf.add(real, grain.aligned(CastOps.cast(z, real.dtype(), tf))))
                        .orElse(real);
                return SmallFloatCasts.round(shifted, to, new Rounding(n.flag("saturate"), "nearest"), tf);
            }
            var whole = tf.roundHalfEven(real);
            var shifted = zeroPoint
                    .map(z -> tf.add(whole, grain.aligned(CastOps.cast(z, whole.dtype(), tf))))
                    .orElse(whole);
            return QuantizedRange.limit(shifted, to, tf);
        });
    }

    /**
     * {@code (x - x_zero_point) * x_scale} (ONNX DequantizeLinear 25), in float32 and rounded once to {@code output_dtype}
     * or the dtype of the scale.
     */
    private static Value dequantize(NodeView n, TfBuilder tf) {
        var scale = n.in("x_scale");
        var to = QuantizationGrain.named(n, "output_dtype").orElse(scale.dtype());
        var precision = to == DType.DOUBLE ? DType.DOUBLE : DType.FLOAT;
        var grain = QuantizationGrain.of(n, tf, n.in("x"), scale);
        var factor = grain.aligned(CastOps.cast(scale, precision, tf));
        var zeroPoint = n.optional("x_zero_point").filter(z -> !isZero(z));
        return grain.split(x -> {
            Value shifted;
            if (x.dtype() == DType.INT32) {
                var difference = zeroPoint.map(z -> tf.sub(x, grain.aligned(z))).orElse(x);
                shifted = tf.cast(difference, precision);
            } else {
                var real = CastOps.cast(x, precision, tf);
                shifted = zeroPoint
                        .map(z -> tf.sub(real, grain.aligned(CastOps.cast(z, precision, tf))))
                        .orElse(real);
            }
            return CastOps.cast(tf.mul(shifted, factor), to, tf);
        });
    }

    private static boolean isZero(Value zeroPoint) {
        return zeroPoint
                .constant()
                .map(t -> java.util.Arrays.stream(t.doubles()).allMatch(v -> v == 0))
                .orElse(false);
    }

    /**
     * Quantisation to uint8 over the range of the tensor, which is made to include zero. A tensor of zeros has scale 1,
     * as in ONNX Runtime; ONNX leaves it open.
     */
    private static List<Value> dynamic(NodeView n, TfBuilder tf) {
        var x = n.in("x");
        var axes = AxisVectors.allAxes(tf, x);
        var zero = tf.like(x, 0);
        var min = tf.minimum(tf.reduce("Min", x, axes, false), zero);
        var max = tf.maximum(tf.reduce("Max", x, axes, false), zero);
        var range = tf.sub(max, min);
        var scale = tf.select(tf.equal(range, zero), tf.like(x, 1), tf.div(range, LEVELS));
        var offset = tf.div(tf.neg(min), scale);
        var zeroPoint = QuantizedRange.limit(tf.roundHalfEven(offset), DType.UINT8, tf);
        return List.of(QuantizedRange.quantise(tf.div(x, scale), zeroPoint, DType.UINT8, tf), scale, zeroPoint);
    }
}
