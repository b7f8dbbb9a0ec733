package io.github.onnxferry.converter.lower.ops.attention;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Attention 25 adds to the scores: a mask that is an input, minus infinity for keys that a query must not see.
 *
 * <p>Query {@code i} stands at position {@code p = i + offset}, where the offset is the number of keys before the queries:
 * the length of the past, or {@code nonpad_kv_seqlen - queries} of each batch where the keys are a whole cache. A causal
 * query sees keys {@code j <= p}; windows bound {@code p - j} and {@code j - p}; a cache ends at {@code
 * nonpad_kv_seqlen}.
 */
final class AttentionBias {
    private static final int UNBOUNDED = -1;

    private final NodeView node;
    private final TfBuilder tf;
    private final Value queries;
    private final Value incoming;
    private final Value keys;
    private final long left;
    private final long right;
    private final boolean causal;

    /**
     * The bias of a node.
     *
     * @param queries {@code [batch, heads, queries, size]}
     * @param incoming the keys that come with the queries, by heads
     * @param keys those and the past ones before them
     */
    AttentionBias(NodeView node, TfBuilder tf, Value queries, Value incoming, Value keys) {
        this.node = node;
        this.tf = tf;
        this.queries = queries;
        this.incoming = incoming;
        this.keys = keys;
        this.left = bound("left_window_size");
        this.right = bound("right_window_size");
        this.causal = node.flag("is_causal");
        if (node.has("past_key") && node.has("nonpad_kv_seqlen")) {
            throw node.invalid("the keys are a whole cache, by nonpad_kv_seqlen, and yet have a past");
        }
    }

    private long bound(String attribute) {
        long bound = node.int64(attribute);
        if (bound < UNBOUNDED) {
            throw node.invalid("attribute " + attribute + " is " + bound);
        }
        return bound;
    }

    /** The bias, which broadcasts to {@code [batch, heads, queries, keys]}; none if every query sees every key. */
    Optional<Value> value() {
        var mask = node.optional("attn_mask").map(this::padded);
        var allowed = Stream.of(mask.filter(m -> m.dtype() == DType.BOOL), upperBound(), lowerBound(), cacheEnd())
                .flatMap(Optional::stream)
                .reduce(tf::and);
        var added = mask.filter(m -> m.dtype() != DType.BOOL);
        if (allowed.isEmpty()) {
            return added;
        }
        var never = tf.like(queries, Double.NEGATIVE_INFINITY);
        return Optional.of(tf.select(allowed.get(), added.orElseGet(() -> tf.like(queries, 0)), never));
    }

    /** Whether a query may be left without any key, so that its softmax has no meaning and its result is zero. */
    boolean mayHideAll() {
        return node.has("attn_mask") || node.has("nonpad_kv_seqlen") || (left >= 0 && !isSquare());
    }

    private boolean isSquare() {
        return queries.dim(2).equals(incoming.dim(2));
    }

    /** The mask, of truths or of numbers to add, up to the number of keys: those past its end are not seen. */
    private Value padded(Value given) {
        int rank = node.rank(given, "attn_mask");
        var mask = given.dtype() == DType.BOOL ? given : tf.cast(given, queries.dtype());
        if (mask.dim(-1).equals(keys.dim(2))) {
            return mask;
        }
        var missing = tf.sub(tf.sizeOf(keys, 2), tf.sizeOf(mask, -1));
        var pads = Stream.concat(
                        Stream.generate(() -> tf.int64(0)).limit(2L * rank - 1),
                        Stream.of(tf.maximum(missing, tf.int64(0))))
                .toList();
        var unseen = mask.dtype() == DType.BOOL ? tf.bool(false) : tf.like(mask, Double.NEGATIVE_INFINITY);
        return tf.op("PadV2")
                .in(mask, tf.reshape(tf.pack(pads, 0), rank, 2), unseen)
                .shapes(mask.shape().with(-1, keys.dim(2)))
                .one();
    }

    /** {@code j <= p}, or {@code j <= p + right}; one incoming key is never after a query. */
    private Optional<Value> upperBound() {
        if (!causal && right < 0) {
            return Optional.empty();
        }
        if (incoming.dim(2).is(1) && !node.has("nonpad_kv_seqlen")) {
            return Optional.empty();
        }
        return Optional.of(tf.lessEqual(keyPositions(), causal ? positions() : tf.add(positions(), tf.int64(right))));
    }

    private Optional<Value> lowerBound() {
        return left < 0
                ? Optional.empty()
                : Optional.of(tf.greaterEqual(keyPositions(), tf.sub(positions(), tf.int64(left))));
    }

    /** {@code j < nonpad_kv_seqlen}, which follows from {@code j <= p}. */
    private Optional<Value> cacheEnd() {
        return causal
                ? Optional.empty()
                : node.optional("nonpad_kv_seqlen").map(end -> tf.less(keyPositions(), tf.reshape(end, -1, 1, 1, 1)));
    }

    /** {@code [keys]}. */
    private Value keyPositions() {
        return tf.range(tf.int64(0), tf.sizeOf(keys, 2), tf.int64(1));
    }

    /** {@code [queries, 1]}, or by batches {@code [batch, 1, queries, 1]}. */
    private Value positions() {
        var count = tf.sizeOf(queries, 2);
        var rows = tf.expandDims(tf.range(tf.int64(0), count, tf.int64(1)), 1);
        if (node.has("past_key")) {
            return tf.add(rows, tf.sizeOf(node.in("past_key"), 2));
        }
        return node.optional("nonpad_kv_seqlen")
                .map(end -> tf.add(rows, tf.sub(tf.reshape(end, -1, 1, 1, 1), count)))
                .orElse(rows);
    }

    /** A result per query, zero for queries that see no key. */
    Value withoutHidden(Value result, Value bias) {
        var most = tf.reduce("Max", bias, true, -1);
        var hidden = tf.equal(most, tf.like(bias, Double.NEGATIVE_INFINITY));
        return tf.select(hidden, tf.like(result, 0), result);
    }

    /** The keys that there are before those that come with the queries, then these. */
    static Value withPast(Optional<Value> past, Value incoming, TfBuilder tf) {
        return past.map(p -> tf.concat(List.of(p, incoming), 2)).orElse(incoming);
    }
}
