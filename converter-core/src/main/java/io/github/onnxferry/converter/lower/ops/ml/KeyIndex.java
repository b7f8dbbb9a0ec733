package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FarmFingerprint;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Finds where elements are in a constant list of keys. Of equal keys the last one counts; NaN equals NaN.
 *
 * <p>Numbers are found by binary search. A few strings are compared one by one; many are searched by a hash, and the key
 * with that hash is compared.
 */
final class KeyIndex {
    /** More strings than this are found by their hash. */
    private static final int FEW = 16;

    /** The range of the hash of a string. */
    private static final long BUCKETS = Long.MAX_VALUE;

    private final Tensor keys;

    /** Of keys, {@code [count]}. */
    KeyIndex(Tensor keys) {
        this.keys = keys;
    }

    /** Where each element of a vector is among the keys, int64; the number of keys for one that is not. */
    Value positions(Value x, TfBuilder tf) {
        if (keys.elements() == 0) {
            return tf.fill(tf.shapeOf(x), tf.int64(0));
        }
        return keys.dtype() == DType.STRING ? ofStrings(x, tf) : ofNumbers(x, tf);
    }

    /** Which keys count, in their order: of equal ones the last. */
    long[] distinct() {
        return keys.dtype() == DType.STRING
                ? lastOfEqualStrings()
                : lastOfEqualNumbers().keySet().stream()
                        .mapToLong(Integer::longValue)
                        .sorted()
                        .toArray();
    }

    /** For each key the one that counts in its place. */
    long[] canonical() {
        var last = new HashMap<Object, Long>();
        for (long i = 0; i < keys.elements(); i++) {
            last.put(identity(i), i);
        }
        return LongStream.range(0, keys.elements())
                .map(i -> last.getOrDefault(identity(i), i))
                .toArray();
    }

    private Object identity(long i) {
        return keys.dtype() == DType.STRING ? ByteBuffer.wrap(keys.getBytes(i)) : keys.getLong(i);
    }

    private Value none(TfBuilder tf) {
        return tf.int64(keys.elements());
    }

    private Value ofNumbers(Value x, TfBuilder tf) {
        var last = lastOfEqualNumbers();
        var nan = IntStream.range(0, (int) keys.elements())
                .filter(i -> Double.isNaN(number(i)))
                .reduce((a, b) -> b);
        var found = none(tf);
        if (!last.isEmpty()) {
            var order = last.keySet().stream().mapToLong(Integer::longValue).toArray();
            var sorted = tf.constant(keys.pick(new long[] {order.length}, order));
            found = search(x, sorted, x, sorted, order, tf);
        }
        return nan.isPresent() ? tf.select(tf.isNan(x), tf.int64(nan.getAsInt()), found) : found;
    }

    /** The keys that count, in ascending order; NaN left out. */
    private TreeMap<Integer, Integer> lastOfEqualNumbers() {
        var last = new TreeMap<Integer, Integer>(byNumber());
        for (int i = 0; i < keys.elements(); i++) {
            if (!Double.isNaN(number(i))) {
                last.remove(i);
                last.put(i, i);
            }
        }
        return last;
    }

    /** Zeros of either sign are one key. */
    private Comparator<Integer> byNumber() {
        return keys.dtype().isInteger()
                ? Comparator.comparingLong(i -> keys.getLong(i))
                : Comparator.comparingDouble(i -> number(i) == 0 ? 0 : number(i));
    }

    private double number(int i) {
        return keys.dtype().isInteger() ? keys.getLong(i) : keys.getDouble(i);
    }

    /**
     * Searches a sorted list, and looks whether what is there is what is looked for.
     *
     * @param by what is searched for, a vector
     * @param sorted where it is searched for
     * @param x what is looked for, a vector
     * @param there what is at the places of the sorted list
     * @param order which key is at the places of the sorted list
     */
    private Value search(Value by, Value sorted, Value x, Value there, long[] order, TfBuilder tf) {
        var place = tf.op("LowerBound")
                .in(tf.expandDims(sorted, 0), tf.expandDims(by, 0))
                .attr("out_type", DType.INT64)
                .shapes(by.shape().hasRank() ? Shape.of(List.of(Dim.of(1), by.dim(0))) : by.shape())
                .one();
        var at = tf.minimum(tf.squeeze(place, 0), tf.int64(order.length - 1L));
        var hit = tf.equal(tf.gather(there, at, 0), x);
        return tf.select(hit, tf.gather(tf.vector(order), at, 0), none(tf));
    }

    private Value ofStrings(Value x, TfBuilder tf) {
        var distinct = lastOfEqualStrings();
        var hashes =
                Arrays.stream(distinct).map(i -> hash(keys.getBytes(i))).boxed().toList();
        boolean collide = new HashSet<>(hashes).size() < distinct.length;
        if (distinct.length <= FEW || collide) {
            return byComparison(x, distinct, tf);
        }
        var places = IntStream.range(0, distinct.length)
                .boxed()
                .sorted(Comparator.comparing(hashes::get))
                .toList();
        var order = places.stream().mapToLong(i -> distinct[i]).toArray();
        var sorted = tf.vector(places.stream().mapToLong(hashes::get).toArray());
        var hashed = tf.op("StringToHashBucketFast")
                .in(x)
                .attr("num_buckets", BUCKETS)
                .shapes(x.shape())
                .one();
        var there = tf.constant(keys.pick(new long[] {order.length}, order));
        return search(hashed, sorted, x, there, order, tf);
    }

    private static long hash(byte[] bytes) {
        return Long.remainderUnsigned(FarmFingerprint.of(ByteBuffer.wrap(bytes)), BUCKETS);
    }

    private long[] lastOfEqualStrings() {
        var seen = new HashSet<ByteBuffer>();
        var kept = new ArrayList<Long>();
        for (long i = keys.elements() - 1; i >= 0; i--) {
            if (seen.add(ByteBuffer.wrap(keys.getBytes(i)))) {
                kept.add(0, i);
            }
        }
        return kept.stream().mapToLong(Long::longValue).toArray();
    }

    /** At most one key is equal, so the sum over all is its position. */
    private Value byComparison(Value x, long[] distinct, TfBuilder tf) {
        var candidates = tf.constant(keys.pick(new long[] {distinct.length}, distinct));
        var equal = tf.cast(tf.equal(tf.expandDims(x, 1), candidates), DType.INT64);
        var offsets =
                tf.vector(Arrays.stream(distinct).map(i -> i - keys.elements()).toArray());
        return tf.add(tf.reduce("Sum", tf.mul(equal, offsets), false, 1), none(tf));
    }
}
