package io.github.onnxferry.converter.optimise.layout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** How an operation relates to the order of the axes of its values. */
enum LayoutRole {
    /** Takes its values as they are. */
    PINNED,
    /** Does the same for each element, whatever its place; constants are re-laid. */
    ELEMENTWISE,
    /** Joins along an axis, which is the last argument. */
    CONCAT,
    /** Splits the second argument along an axis, which is the first one. */
    SPLIT,
    /** Splits the first argument along an axis, which is the third one. */
    SPLIT_SIZES,
    /** Pads each axis by a row of the second argument. */
    PAD,
    /** Reduces over axes, which are the second argument. */
    REDUCE,
    /** Gives the elements other axes; the same in both orders where all but batch and channels have length 1. */
    RESHAPE,
    /** Drops axes of length 1. */
    SQUEEZE,
    /** Takes the first argument by a constant vector of positions, the second one, along an axis, which is the third one. */
    GATHER,
    /** Takes a part by its beginning and its size. */
    SLICE,
    /** Takes a part by beginning, end and step. */
    STRIDES;

    private static final String FACTS = "layout-roles.txt";
    private static final Map<String, LayoutRole> BY_OPERATION = read();

    /** The role of an operation of TensorFlow. */
    static LayoutRole of(String op) {
        return BY_OPERATION.getOrDefault(op, PINNED);
    }

    /** All operations that have another role than {@link #PINNED}. */
    static Map<String, LayoutRole> all() {
        return BY_OPERATION;
    }

    private static Map<String, LayoutRole> read() {
        var roles = new HashMap<String, LayoutRole>();
        var facts = Objects.requireNonNull(LayoutRole.class.getResourceAsStream(FACTS), FACTS);
        try (var lines = new BufferedReader(new InputStreamReader(facts, StandardCharsets.UTF_8))) {
            lines.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).forEach(line -> {
                var words = line.strip().split(" +");
                for (int i = 1; i < words.length; i++) {
                    roles.put(words[i], valueOf(words[0].toUpperCase(Locale.ROOT)));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(FACTS + " cannot be read", e);
        }
        return Map.copyOf(roles);
    }
}
