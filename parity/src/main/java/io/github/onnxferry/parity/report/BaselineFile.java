package io.github.onnxferry.parity.report;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Accepted metrics as JSON of the schema {@value #SCHEMA}: sorted, a line a metric. Numbers that JSON lacks are the texts
 * {@code NaN}, {@code Infinity} and {@code -Infinity}.
 *
 * @param outputs metrics of the outputs, by output
 * @param layers own errors of the layers in units of the tolerance, by value; empty if they were not computed
 */
record BaselineFile(SortedMap<String, OutputMetrics> outputs, SortedMap<String, Double> layers) {
    static final String SCHEMA = "onnxferry.baseline/1";

    /** A model of a hundred thousand layers takes a tenth of it. */
    private static final long MOST_BYTES = 64L << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** Writes the metrics, whole or not at all. */
    void write(Path file) {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("schema", SCHEMA);
        var byOutput = root.putObject("outputs");
        outputs.forEach((name, metrics) -> {
            var node = byOutput.putObject(name);
            metrics.values().forEach((metric, value) -> put(node, metric.text(), value));
        });
        var byLayer = root.putObject("layers");
        layers.forEach((name, value) -> put(byLayer, name, value));
        WholeFile.write(
                file, out -> out.write((MAPPER.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.put(name, Double.toString(value));
        }
    }

    /**
     * Reads accepted metrics.
     *
     * @throws FerryException {@link Code#DATA_INVALID} if the file holds something else
     */
    static BaselineFile read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw damaged(file, "has " + Files.size(file) + " bytes, more than metrics take");
            }
            var root = MAPPER.readTree(Files.readAllBytes(file));
            if (!SCHEMA.equals(root.path("schema").asText())) {
                throw damaged(file, "is not of the schema " + SCHEMA);
            }
            return read(root, file);
        } catch (IOException e) {
            throw damaged(file, "cannot be read: " + e.getMessage());
        }
    }

    private static BaselineFile read(JsonNode root, Path file) {
        var outputs = new TreeMap<String, OutputMetrics>();
        for (var entry : object(root, "outputs", file).properties()) {
            var values = new TreeMap<Metric, Double>();
            for (var metric : Metric.ofOutputs()) {
                values.put(metric, number(entry.getValue().path(metric.text()), metric.text(), file));
            }
            outputs.put(entry.getKey(), new OutputMetrics(values));
        }
        var layers = new TreeMap<String, Double>();
        for (var entry : object(root, "layers", file).properties()) {
            layers.put(entry.getKey(), number(entry.getValue(), entry.getKey(), file));
        }
        return new BaselineFile(outputs, layers);
    }

    private static JsonNode object(JsonNode root, String name, Path file) {
        var node = root.path(name);
        if (!node.isObject()) {
            throw damaged(file, "has no object '" + name + "'");
        }
        return node;
    }

    private static double number(JsonNode node, String name, Path file) {
        if (node.isNumber()) {
            return node.asDouble();
        }
        return switch (node.isTextual() ? node.asText() : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw damaged(file, "has no number for '" + name + "'");
        };
    }

    private static FerryException damaged(Path file, String what) {
        return new FerryException(
                Code.DATA_INVALID,
                "baseline " + file,
                what,
                "restore it, or delete it so that the metrics of the next passing check are accepted");
    }
}
