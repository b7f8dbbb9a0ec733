package io.github.onnxferry.converter.optimise.compile;

import io.github.onnxferry.converter.tf.TfNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;

/**
 * What XLA refuses of an operation that it has a kernel for.
 *
 * @param op TensorFlow's operation
 * @param holds whether a node of the operation is one that XLA refuses
 * @param reason why
 */
record XlaLimit(String op, Predicate<TfNode> holds, String reason) {
    private static final String FACTS = "xla-limits.txt";
    private static final Pattern NEGATIVE = Pattern.compile("input (\\d+) negative");
    private static final Map<String, List<XlaLimit>> BY_OPERATION = read();

    /** Why XLA refuses a node, if it does. */
    static Optional<String> reason(TfNode node) {
        return BY_OPERATION.getOrDefault(node.op(), List.of()).stream()
                .filter(limit -> limit.holds().test(node))
                .map(XlaLimit::reason)
                .findFirst();
    }

    /** The operations of which something is refused. */
    static Map<String, List<XlaLimit>> all() {
        return BY_OPERATION;
    }

    private static XlaLimit parse(String line) {
        var fields = line.split("\\|", 3);
        return new XlaLimit(fields[0].strip(), condition(fields[1].strip()), fields[2].strip());
    }

    private static Predicate<TfNode> condition(String text) {
        var negative = NEGATIVE.matcher(text);
        if (negative.matches()) {
            int input = Integer.parseInt(negative.group(1));
            return node -> node.inputs()
                    .get(input)
                    .constant()
                    .filter(t -> t.ints()[0] < 0)
                    .isPresent();
        }
        var parts = text.split("=", 2);
        return node -> text(node.attrs().getOrDefault(parts[0], AttrValue.getDefaultInstance()))
                .equals(parts[1]);
    }

    private static String text(AttrValue value) {
        return value.hasB() ? String.valueOf(value.getB()) : value.getS().toStringUtf8();
    }

    private static Map<String, List<XlaLimit>> read() {
        var facts = Objects.requireNonNull(XlaLimit.class.getResourceAsStream(FACTS), FACTS);
        try (var lines = new BufferedReader(new InputStreamReader(facts, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(l -> !l.isBlank() && !l.startsWith("#"))
                    .map(XlaLimit::parse)
                    .collect(Collectors.groupingBy(XlaLimit::op));
        } catch (IOException e) {
            throw new UncheckedIOException(FACTS + " cannot be read", e);
        }
    }
}
