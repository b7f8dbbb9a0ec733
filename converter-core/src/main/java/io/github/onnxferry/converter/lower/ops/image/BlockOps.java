package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.array.AxisVectors;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Pictures put together from blocks. */
public final class BlockOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Col2Im", BlockOps::col2Im)
            .gap("blocks of bools or strings", n -> isBoolOrString(n.in("input").dtype()))
            .build();

    private final NodeView node;
    private final TfBuilder tf;
    private final Optional<Long> axes;
    private final Value picture;
    private final Value block;

    private BlockOps(NodeView node, TfBuilder tf) {
        this.node = node;
        this.tf = tf;
        this.axes = axes(node);
        this.picture = vector("image_shape");
        this.block = vector("block_shape");
    }

    private static boolean isBoolOrString(DType dtype) {
        return dtype == DType.BOOL || dtype == DType.STRING;
    }

    /**
     * Col2Im 18. Each element of each block, {@code [block's elements, positions]}, has its place in the picture; elements
     * with the same place are summed, and those of the padding have the place -1, which TensorFlow leaves out. How many
     * spatial axes there are may be open until it runs.
     */
    private static Value col2Im(NodeView n, TfBuilder tf) {
        return new BlockOps(n, tf).pictures(ChannelsLast.ofRank(n, tf, n.in("input"), 3));
    }

    private Value pictures(Value x) {
        var blockSize = product(block);
        var batch = tf.sizeOf(x, 0);
        var channels = tf.floorDiv(tf.sizeOf(x, 1), blockSize);
        var places = places();
        var parts = tf.reshape(x, tf.pack(List.of(batch, channels, blockSize, tf.sizeOf(x, 2)), 0));
        var rows =
                tf.reshape(tf.transpose(parts, 2, 3, 0, 1), tf.pack(List.of(tf.sizeOf(places, 0), batch, channels), 0));
        var summed =
                tf.op("UnsortedSegmentSum").in(rows, places, product(picture)).one();
        var sizes = tf.concat(List.of(tf.pack(List.of(batch, channels), 0), picture), 0);
        return tf.reshape(tf.transpose(summed, 1, 2, 0), sizes);
    }

    /** The number of spatial axes, if anything says it. */
    private static Optional<Long> axes(NodeView n) {
        var lengths = Stream.of("image_shape", "block_shape")
                .flatMap(formal -> n.in(formal).shape().known().stream())
                .map(dims -> dims.get(0))
                .filter(Dim::isKnown)
                .map(Dim::value);
        var attributes = Stream.of("strides", "dilations")
                .flatMap(name -> n.optionalInt64s(name).stream())
                .map(values -> (long) values.length)
                .filter(length -> length > 0);
        return Stream.concat(lengths, attributes).findFirst();
    }

    private Value vector(String formal) {
        var value = tf.cast(node.in(formal), DType.INT64);
        return axes.map(count -> tf.ensureShape(value, Shape.of(count))).orElse(value);
    }

    /** Numbers, one an axis, {@code [axes]}; a single one for all axes if the node does not set them. */
    private Value perAxis(long[] stated, int from, int to, long otherwise) {
        return tf.vector(stated.length == 0 ? new long[] {otherwise} : Arrays.copyOfRange(stated, from, to));
    }

    private long[] stated(String attribute, int each) {
        var values = node.optionalInt64s(attribute).orElse(new long[0]);
        if (values.length > 0 && axes.isPresent() && values.length != each * axes.get()) {
            throw node.invalid(attribute + " has " + values.length + " numbers instead of " + each * axes.get());
        }
        return values;
    }

    /** The place of each element in the flattened picture, int64 {@code [elements]}. */
    private Value places() {
        var steps = stated("strides", 1);
        var apart = stated("dilations", 1);
        var pads = stated("pads", 2);
        var strides = perAxis(steps, 0, steps.length, 1);
        var dilations = perAxis(apart, 0, apart.length, 1);
        var begins = perAxis(pads, 0, pads.length / 2, 0);
        var ends = perAxis(pads, pads.length / 2, pads.length, 0);
        var extent = tf.add(tf.mul(tf.sub(block, 1), dilations), 1);
        var room = tf.sub(tf.add(picture, tf.add(begins, ends)), extent);
        var counts = tf.add(tf.floorDiv(room, strides), 1);
        var inBlock = tf.mul(coordinates(block), tf.expandDims(dilations, 1));
        var positions = tf.sub(tf.mul(coordinates(counts), tf.expandDims(strides, 1)), tf.expandDims(begins, 1));
        var at = tf.add(tf.expandDims(inBlock, 2), tf.expandDims(positions, 1));
        var inside = tf.and(tf.greaterEqual(at, tf.like(at, 0)), tf.less(at, deep(picture)));
        var place = tf.reduce("Sum", tf.mul(at, deep(weights(picture))), false, 0);
        return tf.reshape(tf.select(tf.reduce("All", inside, false, 0), place, tf.int64(-1)), -1);
    }

    /** One number an axis, {@code [axes, 1, 1]}. */
    private Value deep(Value vector) {
        return tf.expandDims(tf.expandDims(vector, 1), 2);
    }

    /** The coordinates of all elements of a box, in their order, {@code [axes, elements]}. */
    private Value coordinates(Value lengths) {
        var index = AxisVectors.upTo(tf, product(lengths));
        return tf.floorMod(
                tf.floorDiv(tf.expandDims(index, 0), tf.expandDims(weights(lengths), 1)), tf.expandDims(lengths, 1));
    }

    /** How far apart neighbours along each axis of a box lie when it is flattened, {@code [axes]}. */
    private Value weights(Value lengths) {
        return tf.op("Cumprod")
                .in(lengths, tf.int32(0))
                .attr("exclusive", true)
                .attr("reverse", true)
                .one();
    }

    private Value product(Value lengths) {
        return tf.reduce("Prod", lengths, false, 0);
    }
}
