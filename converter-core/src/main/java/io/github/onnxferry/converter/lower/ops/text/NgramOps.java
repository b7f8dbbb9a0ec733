package io.github.onnxferry.converter.lower.ops.text;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Counting n-grams of tokens. */
public final class NgramOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE =
            LoweringTable.of(Domain.ONNX).op("TfIdfVectorizer", NgramOps::tfIdf).build();

    private NgramOps() {}

    /**
     * TfIdfVectorizer 9. Each token is replaced by its number, then each window of tokens by the number of its prefix in the
     * pool, one token after another; what is an n-gram of the pool is counted. The tokens of an n-gram lie a distance of
     * 1 to {@code max_skip_count + 1} apart; of one token there is only the first distance.
     */
    private static Value tfIdf(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        int rank = n.rank("X");
        if (rank > 2) {
            throw n.invalid("the input has rank " + rank + ", not [C] or [N, C]");
        }
        var pool = NgramPool.of(n);
        var rows = rank == 2 ? x : tf.reshape(x, 1, -1);
        var tokens = pool.tokens().find(rows, tf);
        var counts = counts(tokens, found(n, pool, tokens, tf), pool.size(), tf);
        var result = columns(n, scaled(n, counts, tf), tf);
        return rank == 2 ? result : tf.reshape(result, -1);
    }

    /** The n-grams that begin at each place, as numbers {@code [N, places]} or -1, one value a length and distance. */
    private static List<Value> found(NodeView n, NgramPool pool, Value tokens, TfBuilder tf) {
        long shortest = n.int64("min_gram_length");
        long longest = Math.min(n.int64("max_gram_length"), pool.levels().size());
        var found = new ArrayList<Value>();
        for (long distance = 1; distance <= n.int64("max_skip_count") + 1; distance++) {
            var prefix = tokens;
            for (int size = 1; size <= longest; size++) {
                var level = pool.levels().get(size - 1);
                if (size > 1) {
                    prefix = extended(
                            prefix, tokens, distance, size, level, pool.tokens().size(), tf);
                }
                if (size >= shortest && (size > 1 || distance == 1)) {
                    found.add(ngrams(prefix, level, tf));
                }
            }
        }
        return found;
    }

    /** The numbers of prefixes with one more token. */
    private static Value extended(
            Value prefix, Value tokens, long distance, int size, NgramPool.Level level, int tokenCount, TfBuilder tf) {
        var next = tf.sliceAxis(tokens, 1, distance * (size - 1), Long.MAX_VALUE);
        var before = tf.sliceAxis(prefix, 1, 0, -distance);
        var key = tf.add(tf.mul(before, tokenCount), next);
        var possible = tf.and(tf.greaterEqual(before, tf.int64(0)), tf.greaterEqual(next, tf.int64(0)));
        return TokenTable.search(level.keys(), tf.select(possible, key, tf.int64(-1)), tf);
    }

    private static Value ngrams(Value prefix, NgramPool.Level level, TfBuilder tf) {
        var ends = new ArrayList<>(level.ngrams());
        ends.add(-1L);
        var table = tf.constant(
                Tensor.vector(ends.stream().mapToLong(Long::longValue).toArray()));
        var outside = tf.int64(ends.size() - 1L);
        return tf.gather(table, tf.select(tf.less(prefix, tf.int64(0)), outside, prefix), 0);
    }

    /** How often each n-gram of the pool is found in each row, {@code [N, size]}. */
    private static Value counts(Value tokens, List<Value> found, int size, TfBuilder tf) {
        var height = tf.sizeOf(tokens, 0);
        if (found.isEmpty() || size == 0) {
            return tf.fill(tf.pack(List.of(height, tf.int64(size)), 0), tf.scalar(DType.FLOAT, 0));
        }
        var all = tf.concat(found, 1);
        var row = tf.expandDims(tf.range(tf.int64(0), height, tf.int64(1)), 1);
        var place = tf.select(tf.less(all, tf.int64(0)), all, tf.add(all, tf.mul(row, size)));
        var ones = tf.fill(tf.shapeOf(place), tf.scalar(DType.FLOAT, 1));
        var sums = tf.op("UnsortedSegmentSum")
                .in(ones, place, tf.mul(height, size))
                .one();
        return tf.reshape(sums, tf.pack(List.of(height, tf.int64(size)), 0));
    }

    private static Value scaled(NodeView n, Value counts, TfBuilder tf) {
        var mode = n.string("mode");
        var seen = switch (mode) {
            case "TF", "TFIDF" -> counts;
            case "IDF" -> tf.minimum(counts, tf.scalar(DType.FLOAT, 1));
            default -> throw n.invalid("there is no mode " + mode);
        };
        var weights = n.optionalFloat32s("weights").orElse(List.of());
        if (mode.equals("TF") || weights.isEmpty()) {
            return seen;
        }
        if (!counts.dim(1).is(weights.size())) {
            throw n.invalid("there are " + weights.size() + " weights for " + counts.dim(1) + " n-grams");
        }
        return tf.mul(
                seen,
                tf.constant(Tensor.ofDoubles(
                        DType.FLOAT,
                        new long[] {weights.size()},
                        weights.stream().mapToDouble(Float::doubleValue).toArray())));
    }

    /** Each n-gram moved to its column; n-grams of the same column are added up. */
    private static Value columns(NodeView n, Value values, TfBuilder tf) {
        var indexes = n.int64s("ngram_indexes");
        if (!values.dim(1).is(indexes.length) || Arrays.stream(indexes).anyMatch(i -> i < 0)) {
            throw n.invalid("ngram_indexes do not name a column for each of " + values.dim(1) + " n-grams");
        }
        int width = (int) Arrays.stream(indexes).max().orElse(-1) + 1;
        var sources = new ArrayList<>(Collections.nCopies(width, (long) indexes.length));
        for (int i = 0; i < indexes.length; i++) {
            sources.set((int) indexes[i], (long) i);
        }
        if (Arrays.stream(indexes).distinct().count() < indexes.length) {
            var sums = tf.op("UnsortedSegmentSum")
                    .in(tf.transpose(values, 1, 0), tf.vector(indexes), tf.int64(width))
                    .one();
            return tf.transpose(sums, 1, 0);
        }
        var padded = tf.pad(values, tf.scalar(DType.FLOAT, 0), 0, 0, 0, 1);
        return tf.gather(
                padded, tf.vector(sources.stream().mapToLong(Long::longValue).toArray()), 1);
    }
}
