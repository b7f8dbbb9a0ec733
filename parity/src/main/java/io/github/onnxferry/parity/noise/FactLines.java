package io.github.onnxferry.parity.noise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of operators: lines of a kind and the operators that it holds for, those of other domains than ONNX's own with
 * their domain.
 *
 * @param <K> the kinds
 */
final class FactLines<K extends Enum<K>> {
    private final Map<String, K> byOperator;

    private FactLines(Map<String, K> byOperator) {
        this.byOperator = byOperator;
    }

    static <K extends Enum<K>> FactLines<K> read(String resource, Class<K> kinds) {
        var facts = new HashMap<String, K>();
        var stream = Objects.requireNonNull(FactLines.class.getResourceAsStream(resource), resource);
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).forEach(line -> {
                var words = line.strip().split(" +");
                var kind = Enum.valueOf(kinds, words[0].toUpperCase(Locale.ROOT));
                for (int i = 1; i < words.length; i++) {
                    if (facts.put(words[i], kind) != null) {
                        throw new IllegalStateException(resource + " names " + words[i] + " twice");
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        }
        return new FactLines<>(Map.copyOf(facts));
    }

    K of(String domain, String op, K otherwise) {
        String key = domain.equals("ai.onnx") || domain.isEmpty() ? op : domain + ":" + op;
        return byOperator.getOrDefault(key, otherwise);
    }
}
