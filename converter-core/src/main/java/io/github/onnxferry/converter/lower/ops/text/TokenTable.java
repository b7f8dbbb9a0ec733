package io.github.onnxferry.converter.lower.ops.text;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FarmFingerprint;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the number of a token by binary search: of an integer among the sorted tokens, of a string among their sorted
 * hashes, after which the string itself is compared.
 */
final class TokenTable {
    private final List<Long> keys;
    private final List<String> strings;
    private final long buckets;

    private TokenTable(List<Long> keys, List<String> strings, long buckets) {
        this.keys = keys;
        this.strings = strings;
        this.buckets = buckets;
    }

    /** A table of integers; the number of a token is its place in ascending order. */
    static TokenTable ofIntegers(List<Long> tokens) {
        return new TokenTable(tokens.stream().sorted().distinct().toList(), List.of(), 0);
    }

    /** A table of strings; the number of a token is its place in the order of hashes. */
    static TokenTable ofStrings(List<String> tokens) {
        var distinct = tokens.stream().distinct().toList();
        long buckets = Long.MAX_VALUE;
        while (true) {
            var byHash = new TreeMap<Long, String>();
            for (String token : distinct) {
                byHash.put(hash(token, buckets), token);
            }
            if (byHash.size() == distinct.size()) {
                return new TokenTable(List.copyOf(byHash.keySet()), List.copyOf(byHash.values()), buckets);
            }
            buckets--;
        }
    }

    /** As TensorFlow's {@code StringToHashBucketFast}. */
    private static long hash(String token, long buckets) {
        var bytes = ByteBuffer.wrap(token.getBytes(StandardCharsets.UTF_8));
        return Long.remainderUnsigned(FarmFingerprint.of(bytes), buckets);
    }

    /** How many tokens there are. */
    int size() {
        return keys.size();
    }

    /** The number of each integer that is a token. */
    Map<Long, Integer> integerNumbers() {
        var numbers = new HashMap<Long, Integer>();
        keys.forEach(k -> numbers.put(k, numbers.size()));
        return numbers;
    }

    /** The number of each string that is a token. */
    Map<String, Integer> stringNumbers() {
        var numbers = new HashMap<String, Integer>();
        strings.forEach(s -> numbers.put(s, numbers.size()));
        return numbers;
    }

    /** The numbers of tokens, in the shape of {@code tokens}; -1 for what is not in the table. */
    Value find(Value tokens, TfBuilder tf) {
        if (strings.isEmpty()) {
            return search(keys, tf.cast(tokens, DType.INT64), tf);
        }
        var hashes = tf.op("StringToHashBucketFast")
                .in(tokens)
                .attr("num_buckets", buckets)
                .one();
        var place = search(keys, hashes, tf);
        var known = tf.gather(Texts.vector(strings, tf), tf.maximum(place, tf.int64(0)), 0);
        return tf.select(tf.equal(known, tokens), place, tf.int64(-1));
    }

    /** The places of integers in a sorted list; -1 for what is not in it. */
    static Value search(List<Long> sorted, Value wanted, TfBuilder tf) {
        if (sorted.isEmpty()) {
            return tf.sub(tf.op("ZerosLike").in(wanted).one(), 1);
        }
        var list = tf.constant(
                Tensor.vector(sorted.stream().mapToLong(Long::longValue).toArray()));
        var row = tf.op("LowerBound")
                .in(tf.expandDims(list, 0), tf.reshape(wanted, 1, -1))
                .attr("out_type", DType.INT64)
                .one();
        var place = tf.minimum(tf.reshape(row, tf.shapeOf(wanted)), tf.int64(sorted.size() - 1L));
        return tf.select(tf.equal(tf.gather(list, place, 0), wanted), place, tf.int64(-1));
    }
}
