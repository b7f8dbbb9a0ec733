package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.array.AxisVectors;
import io.github.onnxferry.converter.lower.ops.array.BroadcastOps;
import io.github.onnxferry.converter.lower.ops.array.Indices;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.lower.ops.neural.Windows;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Pictures cut to a size, and put together from blocks. */
public final class ImageOps {
    /** TensorFlow's Slice and PadV2 stop at this rank. */
    private static final int MAX_RANK = 8;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("CenterCropPad", ImageOps::centerCropPad)
            .parity(Parity.EXACT)
            .gap("more than 8 axes", n -> n.in("input_data").hasRank() && n.rank("input_data") > MAX_RANK)
            .op("Col2Im", ImageOps::col2Im)
            .gap("blocks of bools or strings", n -> isBoolOrString(n.in("input").dtype()))
            .build();

    private ImageOps() {}

    private static boolean isBoolOrString(DType dtype) {
        return dtype == DType.BOOL || dtype == DType.STRING;
    }

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

    /**
     * Col2Im 18. Each element of each block, {@code [blocks' axes..., positions' axes...]}, has its place in the picture;
     * elements with the same place are summed, and those of the padding have the place -1, which TensorFlow leaves out.
     */
    private static Value col2Im(NodeView n, TfBuilder tf) {
        var x = ChannelsLast.ofRank(n, tf, n.in("input"), 3);
        int rank = spatialRank(n);
        var picture = tf.scalars(tf.ensureShape(n.in("image_shape"), Shape.of(rank)));
        var block = tf.scalars(tf.ensureShape(n.in("block_shape"), Shape.of(rank)));
        var places = places(n, picture, block, tf);
        var elements = tf.sizeOf(places, 0);
        var blockSize = block.stream().reduce(tf::mul).orElseThrow();
        var batch = tf.sizeOf(x, 0);
        var channels = tf.floorDiv(tf.sizeOf(x, 1), blockSize);
        var parts = tf.reshape(x, tf.pack(List.of(batch, channels, blockSize, tf.sizeOf(x, 2)), 0));
        var rows = tf.reshape(tf.transpose(parts, 2, 3, 0, 1), tf.pack(List.of(elements, batch, channels), 0));
        var summed = tf.op("UnsortedSegmentSum")
                .in(rows, places, picture.stream().reduce(tf::mul).orElseThrow())
                .one();
        var sizes = new ArrayList<>(List.of(batch, channels));
        sizes.addAll(picture);
        return tf.reshape(tf.transpose(summed, 1, 2, 0), tf.pack(sizes, 0));
    }

    private static int spatialRank(NodeView n) {
        return (int) List.of(n.in("image_shape"), n.in("block_shape")).stream()
                .flatMap(v -> v.shape().known().stream())
                .map(d -> d.get(0))
                .filter(Dim::isKnown)
                .findFirst()
                .orElseThrow(() -> n.unsupported("the number of spatial axes is not known"))
                .value();
    }

    /** The place of each element in the flattened picture, int64 {@code [elements]}. */
    private static Value places(NodeView n, List<Value> picture, List<Value> block, TfBuilder tf) {
        int rank = picture.size();
        var strides = Windows.perAxis(n, "strides", rank, 1);
        var dilations = Windows.perAxis(n, "dilations", rank, 1);
        var pads = Windows.perAxis(n, "pads", 2 * rank, 0);
        var place = tf.int64(0);
        Optional<Value> isInside = Optional.empty();
        for (int i = 0; i < rank; i++) {
            var extent = tf.add(tf.mul(tf.sub(block.get(i), tf.int64(1)), dilations[i]), 1);
            var room = tf.sub(tf.add(picture.get(i), pads[i] + pads[rank + i]), extent);
            var count = tf.add(tf.floorDiv(room, tf.int64(strides[i])), 1);
            var inBlock = tf.mul(Indices.along(tf, block.get(i), i, 2 * rank), dilations[i]);
            var begins = tf.mul(Indices.along(tf, count, rank + i, 2 * rank), strides[i]);
            var at = tf.sub(tf.add(inBlock, begins), tf.int64(pads[i]));
            var inside = tf.and(tf.greaterEqual(at, tf.int64(0)), tf.less(at, picture.get(i)));
            isInside = Optional.of(isInside.map(o -> tf.and(o, inside)).orElse(inside));
            place = tf.add(tf.mul(place, picture.get(i)), at);
        }
        return tf.reshape(tf.select(isInside.orElseThrow(), place, tf.int64(-1)), -1);
    }
}
