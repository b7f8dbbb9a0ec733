package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.array.AxisVectors;
import io.github.onnxferry.converter.lower.ops.array.BroadcastOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.List;

/** Pictures cut to a size. */
public final class ImageOps {
    /** TensorFlow's Slice and PadV2 stop at this rank. */
    private static final int MAX_RANK = 8;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("CenterCropPad", ImageOps::centerCropPad)
            .parity(Parity.EXACT)
            .gap("more than 8 axes", n -> n.in("input_data").hasRank() && n.rank("input_data") > MAX_RANK)
            .build();

    private ImageOps() {}

    /**
     * CenterCropPad 18: the middle of each axis, the odd element cut off at the end; or zeros around it, the odd one at the
     * end.
     */
    private static Value centerCropPad(NodeView n, TfBuilder tf) {
        var x = n.in("input_data");
        int rank = n.rank("input_data");
        var lengths = tf.shapeOf(x);
        var wanted = tf.cast(n.in("shape"), DType.INT64);
        var axes = n.optionalInt64s("axes").filter(a -> a.length > 0);
        var target = axes.map(a -> AxisVectors.spread(
                        tf, tf.vector(Arrays.stream(a).map(i -> n.axis(i, rank)).toArray()), wanted, lengths))
                .orElse(wanted);
        var zero = tf.int64(0);
        var two = tf.int64(2);
        var cropped = cropped(
                x, tf.floorDiv(tf.maximum(tf.sub(lengths, target), zero), two), tf.minimum(lengths, target), tf);
        var missing = tf.maximum(tf.sub(target, lengths), zero);
        var before = tf.floorDiv(missing, two);
        return padded(cropped, before, tf.sub(missing, before), target, tf);
    }

    private static Value cropped(Value x, Value begin, Value sizes, TfBuilder tf) {
        boolean isWhole = sizes.elements().equals(x.shape().known());
        return isWhole ? x : tf.op("Slice").in(x, begin, sizes).one();
    }

    private static Value padded(Value x, Value before, Value after, Value target, TfBuilder tf) {
        if (target.elements().equals(x.shape().known())) {
            return x;
        }
        var pads = tf.pack(List.of(before, after), 1);
        var padded = tf.op("PadV2").in(x, pads, BroadcastOps.zero(x.dtype(), tf));
        return target.elements()
                .map(d -> padded.shapes(Shape.of(d)))
                .orElse(padded)
                .one();
    }
}
