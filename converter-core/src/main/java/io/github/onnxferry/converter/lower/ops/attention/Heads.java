package io.github.onnxferry.converter.lower.ops.attention;

import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/**
 * Values of attention by heads, {@code [batch, heads, sequence, size]}. Where there are more heads of queries than of keys
 * and values, each of these serves a group of neighbouring queries: the rows of a group are read as one longer sequence,
 * so that keys and values are not repeated.
 */
public final class Heads {
    private Heads() {}

    /** {@code [batch, sequence, heads * size]} by heads. */
    public static Value split(Value x, long heads, TfBuilder tf) {
        return tf.transpose(unpack(x, heads, tf), 0, 2, 1, 3);
    }

    /** {@code [batch, sequence, heads * size]} as {@code [batch, sequence, heads, size]}. */
    public static Value unpack(Value x, long heads, TfBuilder tf) {
        var size = tf.floorDiv(tf.sizeOf(x, 2), tf.int64(heads));
        return tf.reshape(x, tf.pack(List.of(tf.sizeOf(x, 0), tf.sizeOf(x, 1), tf.int64(heads), size), 0));
    }

    /** The heads next to each other, {@code [batch, sequence, heads * size]}. */
    public static Value join(Value x, TfBuilder tf) {
        var hidden = tf.mul(tf.sizeOf(x, 1), tf.sizeOf(x, 3));
        return tf.reshape(tf.transpose(x, 0, 2, 1, 3), tf.pack(List.of(tf.sizeOf(x, 0), tf.sizeOf(x, 2), hidden), 0));
    }

    /** Each query with all keys of its head, {@code [batch, heads, queries, keys]}. */
    public static Value scores(Value queries, Value keys, TfBuilder tf) {
        if (isEven(queries, keys)) {
            return tf.matMul(queries, keys, false, true);
        }
        return ungrouped(tf.matMul(grouped(queries, keys, tf), keys, false, true), queries, tf);
    }

    /** The sum of the values of a head for each query, weighted by {@code [batch, heads, queries, keys]}. */
    public static Value weighted(Value weights, Value values, TfBuilder tf) {
        if (isEven(weights, values)) {
            return tf.matMul(weights, values);
        }
        return ungrouped(tf.matMul(grouped(weights, values, tf), values), weights, tf);
    }

    private static boolean isEven(Value many, Value few) {
        return many.dim(1).equals(few.dim(1));
    }

    private static Value grouped(Value many, Value few, TfBuilder tf) {
        var heads = tf.sizeOf(few, 1);
        var group = tf.floorDiv(tf.sizeOf(many, 1), heads);
        var rows = tf.mul(group, tf.sizeOf(many, 2));
        return tf.reshape(many, tf.pack(List.of(tf.sizeOf(many, 0), heads, rows, tf.sizeOf(many, 3)), 0));
    }

    private static Value ungrouped(Value product, Value like, TfBuilder tf) {
        return tf.reshape(
                product,
                tf.pack(List.of(tf.sizeOf(like, 0), tf.sizeOf(like, 1), tf.sizeOf(like, 2), tf.sizeOf(product, 3)), 0));
    }
}
