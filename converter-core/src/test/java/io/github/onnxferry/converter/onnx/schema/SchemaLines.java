package io.github.onnxferry.converter.onnx.schema;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes operator schemas as the lines they were read from. */
final class SchemaLines {
    private static final int INLINE_CHARACTERS = 40;

    private SchemaLines() {}

    static String line(OpSchema schema) {
        var words = new ArrayList<String>(List.of("op", schema.name(), Integer.toString(schema.since())));
        if (schema.deprecated()) {
            words.add("deprecated");
        }
        section(words, "in", schema.inputs().stream().map(SchemaLines::parameter));
        section(words, "out", schema.outputs().stream().map(SchemaLines::parameter));
        section(words, "attr", schema.attributes().values().stream().map(SchemaLines::attribute));
        section(words, "type", schema.typeConstraints().entrySet().stream().map(SchemaLines::constraint));
        return String.join(" ", words);
    }

    private static void section(List<String> words, String keyword, Stream<String> items) {
        List<String> all = items.toList();
        if (!all.isEmpty()) {
            words.add(keyword);
            words.addAll(all);
        }
    }

    private static String parameter(FormalParameter parameter) {
        String mark = switch (parameter.arity()) {
            case SINGLE -> "";
            case OPTIONAL -> "?";
            case VARIADIC -> "*" + parameter.minArity() + (parameter.homogeneous() ? "" : "~");
        };
        return parameter.name() + mark + ":" + parameter.type().replace(", ", ",");
    }

    private static String attribute(AttributeSchema attribute) {
        return attribute.name()
                + (attribute.required() ? "!" : "")
                + ":"
                + attribute.type()
                + attribute.defaultValue().map(value -> "=" + value(value)).orElse("");
    }

    private static String value(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(SchemaLines::value).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Float number) {
            String digits =
                    new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
            return number.equals(-0f) ? "-" + digits : digits;
        }
        return value instanceof String text ? URLEncoder.encode(text, StandardCharsets.UTF_8) : value.toString();
    }

    private static String constraint(Map.Entry<String, Set<String>> constraint) {
        var groups = new TreeMap<String, TreeSet<String>>();
        for (String type : constraint.getValue()) {
            int opening = type.lastIndexOf('(') + 1;
            int closing = type.indexOf(')');
            String shape = type.substring(0, opening) + "%s" + type.substring(closing);
            groups.computeIfAbsent(shape, key -> new TreeSet<>())
                    .add(type.substring(opening, closing).replace(", ", ","));
        }
        String text = groups.entrySet().stream()
                .map(group -> group.getKey().replace("%s", String.join("|", group.getValue())))
                .collect(Collectors.joining("+"));
        return constraint.getKey() + "=" + (text.length() <= INLINE_CHARACTERS ? text : reference(text));
    }

    private static String reference(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "@" + HexFormat.of().formatHex(digest).substring(0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
