package io.github.onnxferry.converter.lower.ops.quantize;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.array.AxisVectors;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How far one scale and zero point reach in QuantizeLinear and DequantizeLinear: over the whole tensor (a scalar), over a
 * slice along an axis (a vector), or over a block of consecutive elements of an axis (the rank of the tensor).
 */
final class QuantizationGrain {
    private final NodeView node;
    private final TfBuilder tf;
    private final Value x;
    private final Value scale;

    private QuantizationGrain(NodeView node, TfBuilder tf, Value x, Value scale) {
        this.node = node;
        this.tf = tf;
        this.x = x;
        this.scale = scale;
    }

    /** The grain that the shape of a scale means for a tensor. */
    static QuantizationGrain of(NodeView node, TfBuilder tf, Value x, Value scale) {
        return new QuantizationGrain(node, tf, x, scale);
    }

    /** A scale or zero point in a shape that broadcasts with the tensor as {@link #split} leaves it. */
    Value aligned(Value parameter) {
        int rank = node.rank(scale, "the scale");
        if (rank == 0) {
            return parameter;
        }
        if (rank == 1 && scale.dim(0).is(1)) {
            return tf.reshape(parameter);
        }
        int axis = axis();
        if (rank == 1 && !isBlocked()) {
            var sizes = new long[node.rank(x, "x")];
            java.util.Arrays.fill(sizes, 1);
            sizes[axis] = -1;
            return tf.reshape(parameter, sizes);
        }
        if (!isBlocked()) {
            return parameter;
        }
        if (isWhole()) {
            return tf.expandDims(parameter, axis + 1);
        }
        var positions = AxisVectors.upTo(tf, tf.sizeOf(x, axis));
        return tf.gather(parameter, tf.floorDiv(positions, tf.int64(node.int64("block_size"))), axis);
    }

    /** Computes with the tensor, each block of which is an axis of its own where all blocks are whole. */
    Value split(UnaryOperator<Value> computation) {
        if (!isBlocked() || !isWhole()) {
            return computation.apply(x);
        }
        int axis = axis();
        var sizes = new ArrayList<Value>();
        for (int i = 0; i < x.rank(); i++) {
            if (i == axis) {
                sizes.add(tf.int64(scale.dim(axis).value()));
                sizes.add(tf.int64(node.int64("block_size")));
            } else {
                sizes.add(tf.sizeOf(x, i));
            }
        }
        var result = computation.apply(tf.reshape(x, tf.pack(sizes, 0)));
        var whole = new ArrayList<Value>();
        for (int i = 0; i < x.rank(); i++) {
            whole.add(tf.sizeOf(x, i));
        }
        return tf.reshape(result, tf.pack(whole, 0));
    }

    private int axis() {
        return node.axis("axis", node.rank(x, "x"));
    }

    private boolean isBlocked() {
        return scale.hasRank() && scale.rank() > 0 && node.int64("block_size") > 0;
    }

    private boolean isWhole() {
        var length = x.dim(axis());
        var blocks = scale.dim(axis());
        return length.isKnown() && blocks.isKnown() && length.value() == blocks.value() * node.int64("block_size");
    }

    /** The dtype that an attribute names, if it names one; 0 names none. */
    static Optional<DType> named(NodeView n, String attribute) {
        return n.int64(attribute) == 0 ? Optional.empty() : Optional.of(n.dtype(attribute));
    }
}
