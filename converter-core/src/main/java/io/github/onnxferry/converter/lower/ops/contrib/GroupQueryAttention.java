package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.attention.Heads;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;

/**
 * GroupQueryAttention: each head of keys and values serves a group of heads of queries; sequences of a batch may have
 * different lengths.
 *
 * <p>{@code seqlens_k + 1} is the number of keys of each sequence, the new ones included. The first step of a generation,
 * whose new keys are all there are, has no past; in any other, those before the new ones are the past, at the front of a
 * buffer that may be longer. The present is as long as the longer of that buffer and of {@code total_sequence_length},
 * and zero behind the keys. Query {@code i} is at position {@code past + i} and sees no key after itself or after the end.
 */
public final class GroupQueryAttention {
    /** The row of the operator. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .ops("GroupQueryAttention", (n, tf) -> new GroupQueryAttention(n, tf).lower())
            .gap("quantised keys and values", GroupQueryAttention::isQuantized)
            .gap("a buffer as long as a window", n -> n.flag("sliding_window_cache"))
            .gap("an output of scores", n -> n.wants("output_qk"))
            .build();

    private static final double LOWEST = -Float.MAX_VALUE;

    private final NodeView node;
    private final TfBuilder tf;
    private final long queryHeads;
    private final long keyHeads;
    /** Number of new positions, an int64 scalar. */
    private final Value count;
    /** Whether this is the first step, a bool scalar. */
    private final Value isFirst;
    /** Number of keys, and of those among them that are not new, {@code [batch]}. */
    private final Value lengths;

    private final Value pastLengths;

    private GroupQueryAttention(NodeView node, TfBuilder tf) {
        this.node = node;
        this.tf = tf;
        this.queryHeads = node.int64("num_heads");
        this.keyHeads = node.int64("kv_num_heads");
        node.rank("query");
        this.count = tf.sizeOf(node.in("query"), 1);
        var total = tf.cast(tf.reshape(node.in("total_sequence_length")), DType.INT64);
        this.isFirst = node.has("past_key") ? tf.equal(count, total) : tf.bool(true);
        this.lengths = tf.add(tf.cast(tf.reshape(node.in("seqlens_k"), -1), DType.INT64), tf.int64(1));
        this.pastLengths = tf.select(isFirst, tf.int64(0), tf.sub(lengths, count));
    }

    private static boolean isQuantized(NodeView n) {
        return !n.string("k_quant_type").equals("NONE")
                || !n.string("v_quant_type").equals("NONE")
                || n.has("k_scale")
                || n.has("v_scale");
    }

    private List<Value> lower() {
        var parts = separate();
        var positions = positions();
        var queries = turned(normalized(parts.get(0), "q_norm_weight"), positions);
        var incoming = turned(normalized(parts.get(1), "k_norm_weight"), positions);
        var keys = present("past_key", incoming);
        var values = present("past_value", parts.get(2));

        var scores = capped(ScaledProducts.scores(node, queries, keys, tf));
        var biased = node.optional("attention_bias")
                .map(b -> tf.add(scores, upToKeys(tf.cast(b, DType.FLOAT), keys)))
                .orElse(scores);
        var masked = tf.select(isSeen(tf.sizeOf(keys, 2)), biased, tf.scalar(DType.FLOAT, LOWEST));
        var output = sinks().map(s -> ScaledProducts.weighted(masked, values, s, tf))
                .orElseGet(() -> ScaledProducts.weighted(masked, values, tf));
        return List.of(tf.cast(Heads.join(output, tf), node.in("query").dtype()), keys, values);
    }

    /** Queries, keys and values by heads; one input may hold all three in a row. */
    private List<Value> separate() {
        var query = node.in("query");
        if (node.has("key")) {
            return List.of(
                    Heads.split(query, queryHeads, tf),
                    Heads.split(node.in("key"), keyHeads, tf),
                    Heads.split(node.in("value"), keyHeads, tf));
        }
        var all = Heads.split(query, queryHeads + 2 * keyHeads, tf);
        return List.of(
                tf.sliceAxis(all, 1, 0, queryHeads),
                tf.sliceAxis(all, 1, queryHeads, queryHeads + keyHeads),
                tf.sliceAxis(all, 1, queryHeads + keyHeads, queryHeads + 2 * keyHeads));
    }

    /** {@code x / sqrt(mean(x^2) + epsilon) * weight} of each head, if there is that weight. */
    private Value normalized(Value heads, String weight) {
        return node.optional(weight)
                .map(w -> {
                    var x = tf.cast(heads, DType.FLOAT);
                    var mean = tf.reduce("Mean", tf.square(x), true, 3);
                    var normal = tf.mul(x, tf.rsqrt(tf.add(mean, node.float32("qk_norm_epsilon"))));
                    return tf.cast(tf.mul(normal, tf.cast(w, DType.FLOAT)), heads.dtype());
                })
                .orElse(heads);
    }

    private Value turned(Value heads, Optional<Value> positions) {
        boolean interleaved = node.optionalInt64("rotary_interleaved").orElse(0L) != 0;
        return positions
                .map(p -> PositionOps.rotated(node, heads, p, interleaved, tf))
                .orElse(heads);
    }

    /** Where the new elements stand, {@code [batch, count]}. Of given positions only the first counts in the first step. */
    private Optional<Value> positions() {
        if (node.optionalInt64("do_rotary").orElse(0L) == 0) {
            return Optional.empty();
        }
        var steps = tf.expandDims(upTo(count), 0);
        var counted = tf.add(tf.expandDims(pastLengths, 1), steps);
        return Optional.of(node.optional("position_ids")
                .map(ids -> {
                    var first = tf.op("Slice")
                            .in(ids, tf.vector(0, 0), tf.vector(1, 1))
                            .one();
                    var fromFirst = tf.add(tf.add(first, steps), tf.mul(counted, tf.int64(0)));
                    return tf.select(isFirst, fromFirst, ids);
                })
                .orElse(counted));
    }

    private Value upTo(Value limit) {
        return tf.range(tf.int64(0), limit, tf.int64(1));
    }

    /** The keys or values of the past, the new ones behind them, then zeros. */
    private Value present(String past, Value incoming) {
        if (!node.has(past)) {
            return incoming;
        }
        var before = node.in(past);
        node.rank(past);
        var buffer = tf.sizeOf(before, 2);
        var total = tf.cast(tf.reshape(node.in("total_sequence_length")), DType.INT64);
        var positions = tf.expandDims(upTo(tf.maximum(buffer, total)), 0);
        var pastEnd = tf.expandDims(pastLengths, 1);
        var steps = tf.sub(positions, pastEnd);
        var behind = tf.add(buffer, tf.minimum(steps, count));
        var places = tf.select(tf.less(positions, pastEnd), positions, behind);
        var one = List.of(tf.sizeOf(before, 0), tf.sizeOf(before, 1), tf.int64(1), tf.sizeOf(before, 3));
        var zeros = tf.fill(tf.pack(one, 0), tf.like(before, 0));
        var all = tf.concat(List.of(before, tf.cast(incoming, before.dtype()), zeros), 2);
        return tf.op("GatherV2")
                .in(all, places, tf.int64(2))
                .attr("batch_dims", 1)
                .shapes(Shape.of(before.dim(0), before.dim(1), tf.unknownDim(), before.dim(3)))
                .one();
    }

    private Value capped(Value scores) {
        float cap = node.optionalFloat32("softcap").orElse(0f);
        return cap > 0 ? tf.mul(tf.unary("Tanh", tf.div(scores, cap)), cap) : scores;
    }

    /** A bias with zeros for the part of the buffer that is behind all keys. */
    private Value upToKeys(Value bias, Value keys) {
        if (!node.has("past_key")) {
            return bias;
        }
        node.rank(bias, "attention_bias");
        var none = tf.int64(0);
        var missing = tf.maximum(tf.sub(tf.sizeOf(keys, 2), tf.sizeOf(bias, 3)), none);
        var pads = tf.pack(List.of(none, none, none, none, none, none, none, missing), 0);
        return tf.op("PadV2")
                .in(bias, tf.reshape(pads, 4, 2), tf.like(bias, 0))
                .shapes(bias.shape().with(3, keys.dim(2)))
                .one();
    }

    /** Whether a query sees a key, {@code [batch, 1, count, keys]}. */
    private Value isSeen(Value keyCount) {
        var keyPositions = upTo(keyCount);
        var ends = tf.reshape(lengths, -1, 1, 1, 1);
        if (!node.flag("causal")) {
            return tf.less(keyPositions, ends);
        }
        var steps = tf.add(tf.expandDims(upTo(count), 1), tf.int64(1));
        var limits = tf.minimum(tf.add(tf.reshape(pastLengths, -1, 1, 1, 1), steps), ends);
        var before = tf.less(keyPositions, limits);
        long window = node.int64("local_window_size");
        return window > 0 ? tf.and(before, tf.greaterEqual(keyPositions, tf.sub(limits, tf.int64(window)))) : before;
    }

    /** The scores of nothing: of each head, or 0 of all. */
    private Optional<Value> sinks() {
        return node.optional("head_sink")
                .map(s -> tf.reshape(tf.cast(s, DType.FLOAT), -1, 1, 1))
                .or(() -> node.int64("smooth_softmax") > 0 ? Optional.of(tf.scalar(DType.FLOAT, 0)) : Optional.empty());
    }
}
