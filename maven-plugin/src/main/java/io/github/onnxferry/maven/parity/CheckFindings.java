package io.github.onnxferry.maven.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.onnxferry.converter.diagnostics.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a check found, out of its report of the schema {@code onnxferry.parity/2}. */
public final class CheckFindings {
    private static final String MISMATCH = "FERRY-5003";
    private static final int SHOWN = 5;

    private final JsonNode check;

    private CheckFindings(JsonNode check) {
        this.check = check;
    }

    /** Reads a report of one or several checks. */
    public static List<CheckFindings> read(Path json) {
        try {
            return elements(new JsonMapper().readTree(json.toFile()).path("checks")).stream()
                    .map(CheckFindings::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + json, e);
        }
    }

    /**
     * One output over all records.
     *
     * @param name its name in the ONNX model
     * @param agrees whether it agrees with the reference everywhere
     * @param type dtype and shape of its worst record, such as {@code float[2, 10]}
     * @param maxAbs largest distance, as text
     * @param error largest error in units of the tolerance, as text
     * @param tolerance what is allowed, in words
     */
    public record Output(String name, boolean agrees, String type, String maxAbs, String error, String tolerance) {}

    /** The ONNX model, as it was named. */
    public String model() {
        return check.path("model").asText();
    }

    /** Whether parity holds. */
    public boolean passed() {
        return check.path("verdict").asText().equals("pass");
    }

    /** How many records ran. */
    public long records() {
        return check.path("records").asLong();
    }

    /** How many of them failed. */
    public long failed() {
        return check.path("failed").asLong();
    }

    /** The runtimes and the machine, a text each. */
    public List<String> environment() {
        var facts = new ArrayList<String>();
        check.path("environment")
                .fields()
                .forEachRemaining(
                        fact -> facts.add(fact.getKey() + ": " + fact.getValue().asText()));
        return facts;
    }

    /** All outputs. */
    public List<Output> outputs() {
        return elements(check.path("outputs")).stream()
                .map(CheckFindings::output)
                .toList();
    }

    private static Output output(JsonNode output) {
        var worst = output.path("worst");
        String shape =
                elements(worst.path("shape")).stream().map(JsonNode::asText).collect(Collectors.joining(", "));
        return new Output(
                Printable.of(output.path("name").asText()),
                output.path("agrees").asBoolean(),
                worst.path("dtype").asText() + "[" + shape + "]",
                number(output.path("total").path("maxAbs")),
                number(worst.path("maxError")),
                worst.path("tolerance").path("text").asText());
    }

    /** What keeps parity from holding, a line a thing: each output that differs and by how much, and all else. */
    public List<String> differences() {
        List<String> lines = new ArrayList<>();
        for (var output : elements(check.path("outputs"))) {
            if (!output.path("agrees").asBoolean()) {
                lines.add(difference(output));
            }
        }
        problems().stream().filter(p -> !p.startsWith(MISMATCH)).limit(SHOWN).forEach(lines::add);
        return lines.isEmpty() ? problems().stream().limit(SHOWN).toList() : lines;
    }

    private static String difference(JsonNode output) {
        var shown = output(output);
        var worst = elements(output.path("worst").path("problems"));
        return String.format(
                Locale.ROOT,
                "output '%s' differs on %d of %d records: at most %s apart, %s times what is allowed%s",
                shown.name(),
                output.path("failed").asLong(),
                output.path("records").asLong(),
                shown.maxAbs(),
                shown.error(),
                worst.isEmpty()
                        ? ""
                        : "; on " + Printable.of(output.path("worstRecord").asText()) + " "
                                + Printable.of(worst.get(0).path("message").asText()));
    }

    /** All problems, each as one line with its code. */
    public List<String> problems() {
        return elements(check.path("problems")).stream()
                .map(p -> Printable.of(p.path("code").asText() + " "
                        + p.path("where").asText() + ": " + p.path("message").asText()))
                .toList();
    }

    /** What is beyond limits, a test an output and limit. */
    public List<LimitTest> tests(List<Limit> limits) {
        return elements(check.path("outputs")).stream()
                .flatMap(output -> limits.stream()
                        .map(limit -> new LimitTest(
                                Printable.of(output.path("name").asText()),
                                limit.metric(),
                                limit.violation(output.path("total")))))
                .toList();
    }

    private static String number(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.3g", value.doubleValue()) : "infinitely";
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
