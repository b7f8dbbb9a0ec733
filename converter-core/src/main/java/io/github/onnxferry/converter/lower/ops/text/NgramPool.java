package io.github.onnxferry.converter.lower.ops.text;

import io.github.onnxferry.converter.lower.NodeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * The n-grams of a TfIdfVectorizer as a tree of prefixes. A prefix of length {@code k} has a number, its place among the
 * sorted keys {@code (number of the prefix before) * tokens + token} of its level; the first level holds the tokens.
 */
final class NgramPool {
    /**
     * The prefixes of one length.
     *
     * @param keys sorted; empty for length 1, where the number of a token is that of the prefix
     * @param ngrams by number: which n-gram of the pool ends here, or -1
     */
    record Level(List<Long> keys, List<Long> ngrams) {}

    private final TokenTable tokens;
    private final List<Level> levels;
    private final int size;

    private NgramPool(TokenTable tokens, List<Level> levels, int size) {
        this.tokens = tokens;
        this.levels = levels;
        this.size = size;
    }

    /** The pool of a node, which may be of strings or of integers. */
    static NgramPool of(NodeView n) {
        var strings = n.optionalStrings("pool_strings").orElse(List.of());
        if (!strings.isEmpty()) {
            var table = TokenTable.ofStrings(strings);
            var numbers = table.stringNumbers();
            return of(n, table, strings.size(), i -> numbers.getOrDefault(strings.get(i), -1));
        }
        var integers = Arrays.stream(n.optionalInt64s("pool_int64s").orElseGet(() -> new long[0]))
                .boxed()
                .toList();
        var table = TokenTable.ofIntegers(integers);
        var numbers = table.integerNumbers();
        return of(n, table, integers.size(), i -> numbers.getOrDefault(integers.get(i), -1));
    }

    private static NgramPool of(NodeView n, TokenTable table, int length, IntUnaryOperator token) {
        var ngrams = cut(n, length, token);
        int longest = ngrams.stream().mapToInt(g -> g.length).max().orElse(0);
        var levels = new ArrayList<Level>();
        Map<List<Integer>, Integer> prefixes = Map.of();
        for (int size = 1; size <= longest; size++) {
            var byKey = new TreeMap<Long, List<Integer>>();
            for (int[] ngram : ngrams) {
                if (ngram.length >= size) {
                    var prefix = prefix(ngram, size);
                    long before = size == 1 ? 0 : prefixes.getOrDefault(prefix.subList(0, size - 1), -1);
                    byKey.put(before * table.size() + ngram[size - 1], prefix);
                }
            }
            var numbers = new HashMap<List<Integer>, Integer>();
            if (size == 1) {
                for (int i = 0; i < table.size(); i++) {
                    numbers.put(List.of(i), i);
                }
            } else {
                byKey.values().forEach(p -> numbers.put(p, numbers.size()));
            }
            levels.add(new Level(size == 1 ? List.of() : List.copyOf(byKey.keySet()), ends(n, ngrams, size, numbers)));
            prefixes = numbers;
        }
        return new NgramPool(table, List.copyOf(levels), ngrams.size());
    }

    private static List<Integer> prefix(int[] ngram, int size) {
        return Arrays.stream(ngram).limit(size).boxed().toList();
    }

    private static List<Long> ends(NodeView n, List<int[]> ngrams, int size, Map<List<Integer>, Integer> numbers) {
        var ends = new Long[numbers.size()];
        Arrays.fill(ends, -1L);
        for (int i = 0; i < ngrams.size(); i++) {
            if (ngrams.get(i).length == size) {
                int number = numbers.getOrDefault(prefix(ngrams.get(i), size), -1);
                if (ends[number] >= 0) {
                    throw n.invalid("n-gram " + i + " of the pool is the same as n-gram " + ends[number]);
                }
                ends[number] = (long) i;
            }
        }
        return List.of(ends);
    }

    /** The n-grams in the order of the pool; {@code ngram_counts} says where each length begins. */
    private static List<int[]> cut(NodeView n, int length, IntUnaryOperator token) {
        var starts = n.int64s("ngram_counts");
        var ngrams = new ArrayList<int[]>();
        for (int i = 0; i < starts.length; i++) {
            int size = i + 1;
            long end = i + 1 < starts.length ? starts[i + 1] : length;
            if (starts[i] < 0 || end > length || starts[i] > end || (end - starts[i]) % size != 0) {
                throw n.invalid("ngram_counts do not cut the pool of " + length + " into n-grams");
            }
            for (int at = (int) starts[i]; at < end; at += size) {
                int from = at;
                ngrams.add(java.util.stream.IntStream.range(0, size)
                        .map(k -> token.applyAsInt(from + k))
                        .toArray());
            }
        }
        return ngrams;
    }

    /** The tokens of all n-grams. */
    TokenTable tokens() {
        return tokens;
    }

    /** The prefixes by length, from length 1. */
    List<Level> levels() {
        return levels;
    }

    /** How many n-grams there are. */
    int size() {
        return size;
    }
}
