package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.array.AxisVectors;
import io.github.onnxferry.converter.lower.ops.array.GatherOps;
import io.github.onnxferry.converter.lower.ops.math.CastOps;
import io.github.onnxferry.converter.lower.ops.math.LinearOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Weights of few bits, quantised in blocks, each with a scale and a zero point of its own. */
public final class BlockQuantizedOps {
    private static final Set<Long> WIDTHS = Set.of(2L, 4L, 8L);

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .op("MatMulNBits", BlockQuantizedOps::matMul)
            .gap("weights of other than 2, 4 or 8 bits", n -> !WIDTHS.contains(n.int64("bits")))
            .gap("weights in the layout of a processor", n -> n.flag("weight_prepacked"))
            .op("MatMulBnb4", BlockQuantizedOps::matMulByTable)
            .op("GatherBlockQuantized", BlockQuantizedOps::gather)
            .gap("data of other than 2, 4 or 8 bits", n -> !WIDTHS.contains(n.int64("bits")))
            .build();

    /** The numbers of the codes 0 to 7 of FP4 as bitsandbytes orders them; those of 8 to 15 are their negatives. */
    private static final float[] FP4 = {
        0, 0.005208333333f, 0.66666667f, 1, 0.33333333f, 0.5f, 0.16666667f, 0.25f,
    };

    /** The numbers of the codes of NF4: quantiles of the normal distribution (QLoRA, appendix E). */
    private static final float[] NF4 = {
        -1f,
        -0.6961928009986877f,
        -0.5250730514526367f,
        -0.39491748809814453f,
        -0.28444138169288635f,
        -0.18477343022823334f,
        -0.09105003625154495f,
        0f,
        0.07958029955625534f,
        0.16093020141124725f,
        0.24611230194568634f,
        0.33791524171829224f,
        0.44070982933044434f,
        0.5626170039176941f,
        0.7229568362236023f,
        1f,
    };

    private BlockQuantizedOps() {}

    /**
     * MatMulNBits: {@code A * W' + bias}, where {@code W [N, K]} is {@code (B - zero_points) * scales}. B is {@code [N,
     * blocks, bytes]}; zero points have the packing of B a row, or are numbers like the scales. With {@code g_idx} a column
     * of W names its block itself. (The kernel of ONNX Runtime for processors then takes packed zero points for their
     * default.)
     */
    private static Value matMul(NodeView n, TfBuilder tf) {
        long rows = n.int64("N");
        long columns = n.int64("K");
        long size = n.int64("block_size");
        long blocks = (columns + size - 1) / size;
        int bits = (int) n.int64("bits");
        var integers = tf.reshape(PackedIntegers.unpack(n.in("B"), bits, tf), rows, blocks, size);
        var scales = tf.reshape(CastOps.cast(n.in("scales"), DType.FLOAT, tf), rows, blocks, 1);
        var zeroPoints = n.optional("zero_points")
                .map(z -> tf.reshape(zeroPoints(z, bits, rows, blocks, tf), rows, blocks, 1))
                .orElseGet(() -> tf.scalar(DType.FLOAT, 1L << (bits - 1)));
        var real = CastOps.cast(integers, DType.FLOAT, tf);
        var weights = n.optional("g_idx")
                .map(g -> grouped(real, scales, zeroPoints, g, columns, tf))
                .orElseGet(() -> blocked(real, scales, zeroPoints, columns, tf));
        var a = tf.cast(n.in("A"), DType.FLOAT);
        var product = LinearOps.matMul(a, tf.transpose(weights, 1, 0), n, tf);
        var sum = n.optional("bias")
                .map(b -> tf.add(product, tf.cast(b, DType.FLOAT)))
                .orElse(product);
        return tf.cast(sum, n.in("A").dtype());
    }

    private static Value zeroPoints(Value zeroPoints, int bits, long rows, long blocks, TfBuilder tf) {
        if (zeroPoints.dtype() != DType.UINT8) {
            return CastOps.cast(zeroPoints, DType.FLOAT, tf);
        }
        long bytes = (blocks * bits + 7) / 8;
        var unpacked = PackedIntegers.unpack(tf.reshape(zeroPoints, rows, bytes), bits, tf);
        return CastOps.cast(tf.sliceAxis(unpacked, 1, 0, blocks), DType.FLOAT, tf);
    }

    private static Value blocked(Value integers, Value scales, Value zeroPoints, long columns, TfBuilder tf) {
        var real = tf.mul(tf.sub(integers, zeroPoints), scales);
        return firstColumns(tf.reshape(real, integers.dim(0).value(), -1), columns, tf);
    }

    private static Value grouped(
            Value integers, Value scales, Value zeroPoints, Value groups, long columns, TfBuilder tf) {
        long rows = integers.dim(0).value();
        var flat = firstColumns(tf.reshape(integers, rows, -1), columns, tf);
        var blockOf = tf.sliceAxis(groups, 0, 0, columns);
        var shifts = zeroPoints.shape().isScalar() ? zeroPoints : tf.gather(tf.squeeze(zeroPoints, 2), blockOf, 1);
        return tf.mul(tf.sub(flat, shifts), tf.gather(tf.squeeze(scales, 2), blockOf, 1));
    }

    private static Value firstColumns(Value weights, long columns, TfBuilder tf) {
        return weights.dim(1).is(columns) ? weights : tf.sliceAxis(weights, 1, 0, columns);
    }

    /**
     * MatMulBnb4: {@code W [N, K]} is flattened; the codes of two elements are a byte, the first one in the high bits, and
     * {@code block_size} elements share the factor {@code absmax}.
     */
    private static Value matMulByTable(NodeView n, TfBuilder tf) {
        long rows = n.int64("N");
        long columns = n.int64("K");
        long size = n.int64("block_size");
        var numbers = tf.constant(table(n.int64("quant_type") == 0));
        var bytes = tf.cast(n.in("B"), DType.INT32);
        var high = tf.floorDiv(bytes, tf.like(bytes, 16));
        var low = tf.sub(bytes, tf.mul(high, tf.like(bytes, 16)));
        var codes = tf.reshape(tf.pack(List.of(high, low), 1), -1);
        var elements = tf.gather(numbers, tf.sliceAxis(codes, 0, 0, rows * columns), 0);
        var blockOf = tf.floorDiv(AxisVectors.upTo(tf, tf.int64(rows * columns)), tf.int64(size));
        var factors = tf.gather(tf.cast(n.in("absmax"), DType.FLOAT), blockOf, 0);
        var weights = tf.reshape(tf.mul(elements, factors), rows, columns);
        var a = tf.cast(n.in("A"), DType.FLOAT);
        var right = n.flag("transB") ? tf.transpose(weights, 1, 0) : weights;
        return tf.cast(LinearOps.matMul(a, right, n, tf), n.in("A").dtype());
    }

    private static Tensor table(boolean fp4) {
        if (!fp4) {
            return Tensor.ofFloats(new long[] {NF4.length}, NF4);
        }
        var all = new float[2 * FP4.length];
        for (int i = 0; i < FP4.length; i++) {
            all[i] = FP4[i];
            all[i + FP4.length] = -FP4[i];
        }
        return Tensor.ofFloats(new long[] {all.length}, all);
    }

    /**
     * GatherBlockQuantized: slices of {@code (data - zero_points) * scales}; elements of {@code quantize_axis} share a scale
     * by blocks. Bytes hold elements of {@code bits} bits, whose zero point is in the middle where none is given.
     */
    private static Value gather(NodeView n, TfBuilder tf) {
        int rank = n.rank("data");
        int across = n.axis("gather_axis", rank);
        int along = n.axis("quantize_axis", rank);
        var data = elements(n.in("data"), n, tf);
        if (across == along) {
            return picked(n, dequantized(n, data, n.in("scales"), zeroPoints(n, tf), along, tf), across, tf);
        }
        var zeroPoints = zeroPoints(n, tf).map(z -> z.shape().isScalar() ? z : picked(n, z, across, tf));
        var scales = n.in("scales");
        boolean shared = scales.dim(across).is(1) && !data.dim(across).is(1);
        if (shared) {
            return picked(n, dequantized(n, data, scales, zeroPoints(n, tf), along, tf), across, tf);
        }
        int moved = along < across ? along : along + n.rank("indices") - 1;
        return dequantized(n, picked(n, data, across, tf), picked(n, scales, across, tf), zeroPoints, moved, tf);
    }

    private static Value picked(NodeView n, Value x, int axis, TfBuilder tf) {
        return Standard.of(n, "Gather")
                .in(x, n.in("indices"))
                .with("axis", axis)
                .one(GatherOps.TABLE, tf);
    }

    private static Value elements(Value x, NodeView n, TfBuilder tf) {
        return x.dtype() == DType.UINT8 ? PackedIntegers.unpack(x, (int) n.int64("bits"), tf) : x;
    }

    private static Optional<Value> zeroPoints(NodeView n, TfBuilder tf) {
        return n.optional("zero_points")
                .map(z -> elements(z, n, tf))
                .or(() -> n.in("data").dtype() == DType.UINT8
                        ? Optional.of(tf.scalar(DType.UINT8, 1L << (n.int64("bits") - 1)))
                        : Optional.empty());
    }

    private static Value dequantized(
            NodeView n, Value data, Value scales, Optional<Value> zeroPoints, int axis, TfBuilder tf) {
        var real = CastOps.cast(data, DType.FLOAT, tf);
        var shifted = zeroPoints
                .map(z -> CastOps.cast(z, DType.FLOAT, tf))
                .map(z -> tf.sub(real, z.shape().isScalar() ? z : repeated(n, data, z, axis, tf)))
                .orElse(real);
        var factors = repeated(n, data, CastOps.cast(scales, DType.FLOAT, tf), axis, tf);
        return CastOps.cast(tf.mul(shifted, factors), n.in("scales").dtype(), tf);
    }

    /** A parameter of each block, for each element of an axis. A block of size 0 is the whole axis. */
    private static Value repeated(NodeView n, Value data, Value parameter, int axis, TfBuilder tf) {
        long size = n.int64("block_size");
        if (size == 0) {
            return parameter;
        }
        var positions = AxisVectors.upTo(tf, tf.sizeOf(data, axis));
        // A zero point that is packed with others into bytes may be one of more than there are blocks.
        return tf.gather(parameter, tf.floorDiv(positions, tf.int64(size)), axis);
    }
}
