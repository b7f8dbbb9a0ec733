package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;

/**
 * What Attention, QAttention, MultiHeadAttention and DecoderMaskedMultiHeadAttention add to the scores: {@code
 * mask_filter_value} for keys that the mask leaves out, the lowest float for keys after a query if attention is
 * unidirectional, and {@code attention_bias}.
 */
final class AttentionMask {
    private static final float FILTER_VALUE = -10000;
    private static final double LOWEST = -Float.MAX_VALUE;

    private final NodeView node;
    private final TfBuilder tf;
    private final Value queries;
    private final Value keys;
    private final Optional<Value> past;

    /**
     * The mask of a node.
     *
     * @param queries {@code [batch, heads, queries, size]}
     * @param keys {@code [batch, heads, keys, size]}, the past ones first
     * @param past the past keys, if there are any
     */
    AttentionMask(NodeView node, TfBuilder tf, Value queries, Value keys, Optional<Value> past) {
        this.node = node;
        this.tf = tf;
        this.queries = queries;
        this.keys = keys;
        this.past = past;
    }

    /** The scores and all that is added to them. */
    Value applyTo(Value scores, Optional<Value> mask) {
        var padding = mask.map(this::padding);
        var bias = node.optionalInt64("unidirectional").orElse(0L) == 0
                ? padding
                : Optional.of(tf.select(isBefore(), padding.orElseGet(() -> zero()), tf.scalar(DType.FLOAT, LOWEST)));
        var masked = bias.map(b -> tf.add(scores, b)).orElse(scores);
        return attentionBias().map(b -> tf.add(masked, b)).orElse(masked);
    }

    private Optional<Value> attentionBias() {
        return node.op().equals("QAttention")
                ? Optional.empty()
                : node.optional("attention_bias").map(b -> tf.cast(b, DType.FLOAT));
    }

    private Value zero() {
        return tf.scalar(DType.FLOAT, 0);
    }

    /** Whether a key is not after a query, {@code [queries, keys]}. */
    private Value isBefore() {
        var before = past.map(p -> tf.sizeOf(p, 2)).orElseGet(() -> tf.int64(0));
        var rows = tf.add(tf.expandDims(upTo(tf.sizeOf(queries, 2)), 1), before);
        return tf.lessEqual(upTo(tf.sizeOf(keys, 2)), rows);
    }

    private Value upTo(Value count) {
        return tf.range(tf.int64(0), count, tf.int64(1));
    }

    /** By the rank of the mask: lengths, or 0 and 1 a key, a query and key, or a square of the longest sequence. */
    private Value padding(Value mask) {
        Value seen = switch (node.rank(mask, "the mask")) {
            case 1 -> byPositions(mask);
            case 2 -> tf.expandDims(tf.expandDims(isSet(mask), 1), 1);
            case 3 -> tf.expandDims(isSet(mask), 1);
            case 4 -> window(isSet(mask));
            default -> throw node.invalid("the mask has rank " + mask.rank());
        };
        float filter = node.optionalFloat32("mask_filter_value").orElse(FILTER_VALUE);
        return tf.select(seen, zero(), tf.scalar(DType.FLOAT, filter));
    }

    private Value isSet(Value mask) {
        return tf.greater(mask, tf.like(mask, 0));
    }

    /**
     * A vector holds the exclusive end of each sequence, {@code [batch]}; then the start of each, {@code [2 * batch]}, or
     * sums of lengths that say nothing more, {@code [3 * batch + 2]}.
     */
    private Value byPositions(Value mask) {
        var batch = tf.sizeOf(queries, 0);
        var wide = tf.cast(mask, DType.INT64);
        var end = tf.op("Slice").in(wide, tf.vector(0), tf.reshape(batch, 1)).one();
        var positions = upTo(tf.sizeOf(keys, 2));
        var inside = tf.less(positions, tf.reshape(end, -1, 1, 1, 1));
        if (mask.dim(0).equals(queries.dim(0))) {
            return inside;
        }
        var hasStart = tf.equal(tf.sizeOf(mask, 0), tf.mul(batch, tf.int64(2)));
        var padded = tf.concat(List.of(wide, tf.fill(tf.reshape(batch, 1), tf.int64(0))), 0);
        var second = tf.op("Slice")
                .in(padded, tf.reshape(batch, 1), tf.reshape(batch, 1))
                .one();
        var start = tf.select(hasStart, second, tf.int64(0));
        return tf.and(inside, tf.greaterEqual(positions, tf.reshape(start, -1, 1, 1, 1)));
    }

    /** The rows of the queries and the columns of the keys of {@code [batch, 1, longest, longest]}. */
    private Value window(Value mask) {
        var begin = past.map(p -> tf.sizeOf(p, 2)).orElseGet(() -> tf.int64(0));
        var none = tf.int64(0);
        var all = tf.int64(-1);
        return tf.op("Slice")
                .in(
                        mask,
                        tf.pack(List.of(none, none, begin, none), 0),
                        tf.pack(List.of(all, all, tf.sizeOf(queries, 2), tf.sizeOf(keys, 2)), 0))
                .one();
    }
}
