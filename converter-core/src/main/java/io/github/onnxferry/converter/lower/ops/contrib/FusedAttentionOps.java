package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.attention.Heads;
import io.github.onnxferry.converter.lower.ops.math.LinearOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Attention with as many heads of keys and values as of queries. */
public final class FusedAttentionOps {
    private static final String SHARED_BUFFER = "a buffer that past and present share";

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .ops("Attention", FusedAttentionOps::attention)
            .gap("rotary positions inside", n -> isSet(n, "do_rotary"))
            .gap(SHARED_BUFFER, n -> isSet(n, "past_present_share_buffer"))
            .ops("QAttention", FusedAttentionOps::quantized)
            .gap("rotary positions inside", n -> isSet(n, "do_rotary"))
            .gap(SHARED_BUFFER, n -> isSet(n, "past_present_share_buffer"))
            .ops("MultiHeadAttention", (n, tf) -> multiHead(n, n.optional("key_padding_mask"), tf))
            .gap(SHARED_BUFFER, n -> n.has("past_sequence_length"))
            .gap("several beams", n -> n.has("cache_indirection"))
            .ops("DecoderMaskedMultiHeadAttention", (n, tf) -> multiHead(n, n.optional("mask_index"), tf))
            .gap("several beams", n -> n.has("cache_indirection"))
            .build();

    private FusedAttentionOps() {}

    private static boolean isSet(NodeView n, String attribute) {
        return n.optionalInt64(attribute).orElse(0L) != 0;
    }

    /** Attention: {@code input * weights + bias} is queries, keys and values in a row. */
    private static List<Value> attention(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        var product = LinearOps.matMul(tf.cast(x, DType.FLOAT), tf.cast(n.in("weights"), DType.FLOAT), n, tf);
        var projected = n.optional("bias")
                .map(b -> tf.add(product, tf.cast(b, DType.FLOAT)))
                .orElse(product);
        return ofProjection(n, projected, x.dtype(), tf);
    }

    /** QAttention: the projection is a product of quantised tensors; weights may have a scale a column. */
    private static List<Value> quantized(NodeView n, TfBuilder tf) {
        var projected = QuantizedLinearOps.realProduct(
                n,
                new QuantizedLinearOps.Factor(n.in("input"), n.in("input_scale"), n.optional("input_zero_point")),
                new QuantizedLinearOps.Factor(n.in("weight"), n.in("weight_scale"), n.optional("weight_zero_point")),
                Optional.of(n.in("bias")),
                tf);
        return ofProjection(n, projected, n.in("bias").dtype(), tf);
    }

    /** The past is keys and values stacked, {@code [2, batch, heads, past, size]}, and so is the present. */
    private static List<Value> ofProjection(NodeView n, Value projected, DType dtype, TfBuilder tf) {
        long heads = n.int64("num_heads");
        var parts = thirds(n, projected, tf);
        var past = n.optional("past")
                .map(p -> tf.op("Unpack").in(p).attr("num", 2).attr("axis", 0).all());
        var queries = Heads.split(parts.get(0), heads, tf);
        var pastKeys = past.map(p -> p.get(0));
        var keys = ScaledProducts.withPast(pastKeys, Heads.split(parts.get(1), heads, tf), tf);
        var values = ScaledProducts.withPast(past.map(p -> p.get(1)), Heads.split(parts.get(2), heads, tf), tf);
        var scores = new AttentionMask(n, tf, queries, keys, pastKeys)
                .applyTo(ScaledProducts.scores(n, queries, keys, tf), n.optional("mask_index"));
        var output = tf.cast(Heads.join(ScaledProducts.weighted(scores, values, tf), tf), dtype);
        return n.wants("present")
                ? List.of(output, tf.cast(tf.pack(List.of(keys, values), 0), dtype))
                : List.of(output);
    }

    private static List<Value> thirds(NodeView n, Value x, TfBuilder tf) {
        var sizes = n.attributes().containsKey("qkv_hidden_sizes") ? n.int64s("qkv_hidden_sizes") : new long[0];
        return sizes.length == 0
                ? tf.op("Split").in(tf.int32(2), x).attr("num_split", 3).all()
                : tf.op("SplitV")
                        .in(x, tf.vector(sizes), tf.int32(2))
                        .attr("num_split", sizes.length)
                        .all();
    }

    /**
     * MultiHeadAttention and DecoderMaskedMultiHeadAttention. Queries, keys and values are {@code [batch, sequence, heads *
     * size]}; or {@code query} holds all three and {@code key} holds keys and values, {@code [batch, sequence, heads, 3 or
     * 2, size]}; or keys and values are there by heads already, {@code [batch, heads, sequence, size]}, to which no bias is
     * added. The last output is the scores with all that is added to them.
     */
    private static List<Value> multiHead(NodeView n, Optional<Value> mask, TfBuilder tf) {
        long heads = n.int64("num_heads");
        var inputs = separate(n, tf);
        var biases = n.optional("bias").map(b -> biases(b, inputs, tf));
        var queries = Heads.split(biased(inputs.get(0), biases, 0, tf), heads, tf);
        var incoming = byHeads(inputs.get(1), biases, 1, heads, tf);
        var pastKeys = n.optional("past_key");
        var presentKeys = present(n, pastKeys, incoming, tf);
        var presentValues = present(n, n.optional("past_value"), byHeads(inputs.get(2), biases, 2, heads, tf), tf);
        var keys = seen(n, presentKeys, tf);
        var scores = new AttentionMask(n, tf, queries, keys, pastKeys)
                .applyTo(ScaledProducts.scores(n, queries, keys, tf), mask);
        var output = Heads.join(ScaledProducts.weighted(scores, seen(n, presentValues, tf), tf), tf);
        return List.of(tf.cast(output, n.in("query").dtype()), presentKeys, presentValues, scores);
    }

    private static boolean sharesBuffer(NodeView n) {
        return isSet(n, "past_present_share_buffer") && n.has("past_key");
    }

    /** The past and what is new; in a buffer of fixed length that is one position, behind {@code past_sequence_length}. */
    private static Value present(NodeView n, Optional<Value> past, Value incoming, TfBuilder tf) {
        if (!sharesBuffer(n) || past.isEmpty()) {
            return ScaledProducts.withPast(past, incoming, tf);
        }
        var buffer = past.get();
        var positions = tf.range(tf.int64(0), tf.sizeOf(buffer, 2), tf.int64(1));
        var isNew = tf.reshape(tf.equal(positions, pastLength(n, tf)), -1, 1);
        return tf.select(isNew, tf.cast(incoming, buffer.dtype()), buffer);
    }

    private static Value pastLength(NodeView n, TfBuilder tf) {
        return tf.cast(tf.reshape(n.in("past_sequence_length")), DType.INT64);
    }

    /** The part of a buffer up to the new position. */
    private static Value seen(NodeView n, Value present, TfBuilder tf) {
        if (!sharesBuffer(n)) {
            return present;
        }
        var all = tf.int64(-1);
        var sizes = tf.pack(List.of(all, all, tf.add(pastLength(n, tf), tf.int64(1)), all), 0);
        return tf.op("Slice").in(present, tf.vector(0, 0, 0, 0), sizes).one();
    }

    private static List<Value> separate(NodeView n, TfBuilder tf) {
        var query = n.in("query");
        if (n.rank("query") == 5) {
            return unpacked(query, 3, tf);
        }
        if (!n.has("key")) {
            return tf.op("Split").in(tf.int32(2), query).attr("num_split", 3).all();
        }
        var key = n.in("key");
        if (n.rank("key") == 5) {
            var both = unpacked(key, 2, tf);
            return List.of(query, both.get(0), both.get(1));
        }
        n.rank("value");
        return List.of(query, key, n.in("value"));
    }

    /** {@code [batch, sequence, heads, count, size]} as that many {@code [batch, sequence, heads * size]}. */
    private static List<Value> unpacked(Value x, long count, TfBuilder tf) {
        var hidden = tf.mul(tf.sizeOf(x, 2), tf.sizeOf(x, 4));
        var sizes = tf.pack(List.of(tf.sizeOf(x, 0), tf.sizeOf(x, 1), hidden), 0);
        return tf.op("Unpack").in(x).attr("num", count).attr("axis", 3).all().stream()
                .map(part -> tf.reshape(part, sizes))
                .toList();
    }

    /** The parts of a bias for queries, keys and values; the latter two are missing where those have heads already. */
    private static List<Value> biases(Value bias, List<Value> inputs, TfBuilder tf) {
        var begin = tf.int64(0);
        var parts = new ArrayList<Value>();
        for (var input : inputs) {
            if (input.rank() == 3) {
                var size = tf.sizeOf(input, 2);
                parts.add(tf.op("Slice")
                        .in(bias, tf.reshape(begin, 1), tf.reshape(size, 1))
                        .one());
                begin = tf.add(begin, size);
            }
        }
        return parts;
    }

    private static Value biased(Value x, Optional<List<Value>> biases, int part, TfBuilder tf) {
        return biases.map(b -> tf.add(x, b.get(part))).orElse(x);
    }

    private static Value byHeads(Value x, Optional<List<Value>> biases, int part, long heads, TfBuilder tf) {
        return x.rank() == 4 ? x : Heads.split(biased(x, biases, part, tf), heads, tf);
    }
}
