package io.github.onnxferry.converter.lower.ops.attention;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.Loops;
import io.github.onnxferry.converter.tf.TensorLists;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * LinearAttention 27: for each head of keys and values a state {@code S}, {@code [d_k, d_v]}, is updated by each token,
 * and read by the queries of its group, {@code o = scale * q S}:
 *
 * <pre>
 * S = exp(decay) * S                     (gated, gated_delta)
 * u = beta * (v - k S)                   (delta, gated_delta; else u = v)
 * S = S + k^T u
 * </pre>
 *
 * The state is computed in single precision.
 */
final class LinearAttention {
    /** Elements of the state of the loop: what changes, then what each token brings, along its first axis. */
    private static final int STEP = 0;

    private static final int MEMORY = 1;
    private static final int RESULTS = 2;
    private static final int FIRST_INPUT = 3;

    private final NodeView node;
    private final TfBuilder tf;
    private final long keyHeads;
    private final long queryHeads;
    private final boolean gated;
    private final boolean corrected;

    LinearAttention(NodeView node, TfBuilder tf) {
        this.node = node;
        this.tf = tf;
        this.keyHeads = node.int64("kv_num_heads");
        this.queryHeads = node.int64("q_num_heads");
        var rule = node.string("update_rule");
        if (!List.of("linear", "gated", "delta", "gated_delta").contains(rule)) {
            throw node.invalid("there is no update rule " + rule);
        }
        this.gated = rule.startsWith("gated");
        this.corrected = rule.endsWith("delta");
        if (keyHeads <= 0 || queryHeads % keyHeads != 0) {
            throw node.invalid("there are " + queryHeads + " heads of queries for " + keyHeads + " of keys");
        }
    }

    List<Value> lower() {
        for (var input : List.of("query", "key", "value")) {
            node.rank(input);
        }
        var query = node.in("query");
        var tokens = tokens();
        var memory = memory(tokens);
        boolean single = query.dim(1).is(1);
        Value results;
        if (single) {
            var first = tokens.stream().map(t -> tf.squeeze(t, 0)).toList();
            memory = updated(memory, first, tf);
            results = tf.expandDims(tf.matMul(first.get(0), memory), 0);
        } else {
            var last = loop(memory, tokens);
            memory = last.get(0);
            results = last.get(1);
        }
        var scaled = tf.mul(results, scale());
        var hidden = tf.mul(tf.int64(queryHeads), tf.sizeOf(memory, 3));
        var output = tf.reshape(
                tf.transpose(scaled, 1, 0, 2, 3, 4),
                tf.pack(List.of(tf.sizeOf(query, 0), tf.sizeOf(query, 1), hidden), 0));
        var stateDtype = node.optional("past_state").map(Value::dtype).orElse(query.dtype());
        return List.of(tf.cast(output, query.dtype()), tf.cast(memory, stateDtype));
    }

    /**
     * What each token brings, the tokens along the first axis: queries {@code [batch, heads, group, d_k]}, keys {@code
     * [batch, heads, 1, d_k]}, values {@code [batch, heads, 1, d_v]}, factors of the state {@code [batch, heads, d_k or 1,
     * 1]}, rates {@code [batch, heads or 1, 1, 1]}.
     */
    private List<Value> tokens() {
        var tokens = new ArrayList<Value>();
        tokens.add(byToken("query", tf.int64(keyHeads), tf.int64(queryHeads / keyHeads)));
        tokens.add(byToken("key", tf.int64(keyHeads), tf.int64(1)));
        tokens.add(byToken("value", tf.int64(keyHeads), tf.int64(1)));
        if (gated) {
            var size = tf.floorDiv(tf.sizeOf(node.in("decay"), 2), tf.int64(keyHeads));
            tokens.add(tf.exp(byToken("decay", tf.int64(keyHeads), size)));
        }
        if (corrected) {
            tokens.add(byToken("beta", tf.sizeOf(node.in("beta"), 2), tf.int64(1)));
        }
        return tokens;
    }

    /** {@code [batch, tokens, heads * rows * columns]} as {@code [tokens, batch, heads, rows, columns]}. */
    private Value byToken(String input, Value heads, Value rows) {
        var x = node.in(input);
        var columns = tf.floorDiv(tf.sizeOf(x, 2), tf.mul(heads, rows));
        var sizes = tf.pack(List.of(tf.sizeOf(x, 0), tf.sizeOf(x, 1), heads, rows, columns), 0);
        return tf.cast(tf.transpose(tf.reshape(x, sizes), 1, 0, 2, 3, 4), DType.FLOAT);
    }

    private Value memory(List<Value> tokens) {
        return node.optional("past_state").map(s -> tf.cast(s, DType.FLOAT)).orElseGet(() -> {
            var keys = tokens.get(1);
            var values = tokens.get(2);
            var sizes = List.of(tf.sizeOf(keys, 1), tf.sizeOf(keys, 2), tf.sizeOf(keys, 4), tf.sizeOf(values, 4));
            return tf.fill(tf.pack(sizes, 0), tf.scalar(DType.FLOAT, 0));
        });
    }

    private Value scale() {
        float stated = node.float32("scale");
        if (stated != 0) {
            return tf.scalar(DType.FLOAT, stated);
        }
        var size = tf.floorDiv(tf.sizeOf(node.in("query"), 2), tf.int64(queryHeads));
        return tf.rsqrt(tf.cast(size, DType.FLOAT));
    }

    /** The last state and the results of all tokens. */
    private List<Value> loop(Value memory, List<Value> tokens) {
        var values = tokens.get(2);
        var result = Shape.of(
                tokens.get(0).dim(1), tokens.get(0).dim(2), tokens.get(0).dim(3), values.dim(4));
        var state = new ArrayList<>(List.of(tf.int64(0), memory, TensorLists.empty(DType.FLOAT, result, tf)));
        state.addAll(tokens);
        var shapes = state.stream().map(Value::shape).toList();
        var last = Loops.run(
                "linear_attention",
                state,
                shapes,
                (s, inside) -> inside.less(s.get(STEP), inside.sizeOf(s.get(FIRST_INPUT), 0)),
                this::next,
                tf);
        return List.of(last.get(MEMORY), TensorLists.stack(last.get(RESULTS), DType.FLOAT, result, last.get(STEP), tf));
    }

    private List<Value> next(List<Value> state, TfBuilder inside) {
        var step = state.get(STEP);
        var token = state.subList(FIRST_INPUT, state.size()).stream()
                .map(t -> inside.gather(t, step, 0))
                .toList();
        var memory = updated(state.get(MEMORY), token, inside);
        var results = new ArrayList<>(state);
        results.set(STEP, inside.add(step, inside.int64(1)));
        results.set(MEMORY, memory);
        results.set(RESULTS, TensorLists.push(state.get(RESULTS), inside.matMul(token.get(0), memory), inside));
        return results;
    }

    private Value updated(Value memory, List<Value> token, TfBuilder inside) {
        var key = token.get(1);
        var value = token.get(2);
        var kept = gated ? inside.mul(memory, token.get(3)) : memory;
        if (corrected) {
            value = inside.mul(token.get(token.size() - 1), inside.sub(value, inside.matMul(key, kept)));
        }
        return inside.add(kept, inside.matMul(key, value, true, false));
    }
}
