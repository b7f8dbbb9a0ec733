package io.github.onnxferry.converter.onnx.schema;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the {@code op} lines of a file of operator schemas. The heading of {@code onnx-schemas.txt} describes the
 * format.
 */
final class SchemaReader {
    private static final Pattern PARAMETER =
            Pattern.compile("(?<name>[^?*:]+)(?:(?<optional>\\?)|\\*(?<least>\\d+)(?<mixed>~)?)?:(?<type>.+)");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?<name>[^!:=]+)(?<required>!)?:(?<kind>[A-Z_]+)(?:=(?<value>.*))?");
    private static final Pattern TYPES = Pattern.compile("(?<opening>.*\\()(?<inner>[^()]*)(?<closing>\\)+)");

    private final Map<String, String> sets;

    /** A reader of lines that refer to the given sets of types: their texts by reference, such as {@code @4f7201}. */
    SchemaReader(Map<String, String> sets) {
        this.sets = Map.copyOf(sets);
    }

    /**
     * The operator version that a line describes.
     *
     * @throws IllegalArgumentException if the line is not of the format
     */
    OpSchema read(String domain, String line) {
        var words = List.of(line.split(" "));
        if (words.size() < 3 || !words.get(0).equals("op")) {
            throw malformed(line);
        }
        boolean deprecated = words.size() > 3 && words.get(3).equals("deprecated");
        var inputs = new ArrayList<FormalParameter>();
        var outputs = new ArrayList<FormalParameter>();
        var attributes = new LinkedHashMap<String, AttributeSchema>();
        var constraints = new LinkedHashMap<String, Set<String>>();
        String section = "";
        for (String word : words.subList(deprecated ? 4 : 3, words.size())) {
            if (word.indexOf(':') < 0 && word.indexOf('=') < 0) {
                section = word;
                continue;
            }
            switch (section) {
                case "in" -> inputs.add(parameter(word));
                case "out" -> outputs.add(parameter(word));
                case "attr" -> putOnce(attributes, attribute(word), AttributeSchema::name);
                case "type" -> {
                    int equals = word.indexOf('=');
                    constraints.put(word.substring(0, equals), set(word.substring(equals + 1)));
                }
                default -> throw malformed(line);
            }
        }
        int since = Integer.parseInt(words.get(2));
        return new OpSchema(domain, words.get(1), since, deprecated, inputs, outputs, attributes, constraints);
    }

    private static FormalParameter parameter(String word) {
        Matcher parts = matched(PARAMETER, word);
        String type = spaced(parts.group("type"));
        if (parts.group("optional") != null) {
            return new FormalParameter(parts.group("name"), Arity.OPTIONAL, type, true, 0);
        }
        String least = parts.group("least");
        if (least == null) {
            return new FormalParameter(parts.group("name"), Arity.SINGLE, type, true, 1);
        }
        boolean homogeneous = parts.group("mixed") == null;
        return new FormalParameter(parts.group("name"), Arity.VARIADIC, type, homogeneous, Integer.parseInt(least));
    }

    private static AttributeSchema attribute(String word) {
        Matcher parts = matched(ATTRIBUTE, word);
        var type = AttributeType.valueOf(parts.group("kind"));
        Optional<Object> value = Optional.ofNullable(parts.group("value")).map(text -> value(type, text));
        return new AttributeSchema(parts.group("name"), type, parts.group("required") != null, value);
    }

    private static Object value(AttributeType type, String text) {
        return switch (type) {
            case FLOAT -> Float.valueOf(text);
            case INT -> Long.valueOf(text);
            case STRING -> decoded(text);
            case FLOATS -> list(text, Float::valueOf);
            case INTS -> list(text, Long::valueOf);
            case STRINGS -> list(text, SchemaReader::decoded);
            default -> throw malformed(text);
        };
    }

    private static <T> List<T> list(String text, Function<String, T> item) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            throw malformed(text);
        }
        String inner = text.substring(1, text.length() - 1);
        return inner.isEmpty()
                ? List.of()
                : Arrays.stream(inner.split(",", -1)).map(item).toList();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private Set<String> set(String text) {
        String terms = text.startsWith("@") ? sets.get(text) : text;
        if (terms == null) {
            throw new IllegalArgumentException("no set of types " + text);
        }
        return Arrays.stream(terms.split("\\+"))
                .map(term -> matched(TYPES, term))
                .flatMap(parts -> Arrays.stream(parts.group("inner").split("\\|"))
                        .map(inner -> spaced(parts.group("opening") + inner + parts.group("closing"))))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** ONNX writes a space after the comma in {@code map(int64, float)}; a word of a line has none. */
    private static String spaced(String type) {
        return type.replace(",", ", ");
    }

    private static <T> void putOnce(Map<String, T> map, T value, Function<T, String> name) {
        if (map.put(name.apply(value), value) != null) {
            throw new IllegalArgumentException("'" + name.apply(value) + "' occurs twice");
        }
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw malformed(text);
        }
        return matcher;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("not an operator schema: " + text);
    }
}
