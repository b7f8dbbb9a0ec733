package io.github.onnxferry.parity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import io.github.onnxferry.parity.report.PublishedSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BenchReportTest {
    /** Objects whose fields are named by the benchmark. */
    private static final Set<String> FREE = Set.of("environment", "inputs", "variables");

    private static final JsonSchema SCHEMA = PublishedSchemas.strict("bench-1.schema.json");

    static Stream<BenchResult> results() {
        return Stream.of(
                SampleBenchmarks.converted(),
                SampleBenchmarks.given("model"),
                SampleBenchmarks.given("</script>\u202e\u0000\"\\\ud800"));
    }

    @ParameterizedTest
    @MethodSource("results")
    void reportsKeepTheirSchema(BenchResult result) throws IOException {
        assertThat(SCHEMA.validate(json(result))).isEmpty();
    }

    /** A schema that takes anything would make the test above worthless. */
    @Test
    void theSchemaDemandsEveryField() throws IOException {
        var json = json(SampleBenchmarks.converted());
        assertThat(removeEach("", json, json)).isGreaterThan(80);
    }

    @Test
    void numbersAreThoseOfTheResult() throws IOException {
        var json = json(SampleBenchmarks.converted());
        assertThat(json.at("/contenders/1/name").asText()).isEqualTo("tensorflow-onednn");
        assertThat(json.at("/contenders/1/variables/TF_ENABLE_ONEDNN_OPTS").asText())
                .isEqualTo("1");
        assertThat(json.at("/contenders/1/ratio").asDouble()).isEqualTo(1.25);
        assertThat(json.at("/contenders/2/latency/medianMillis").asDouble()).isEqualTo(5);
        assertThat(json.at("/contenders/2/rounds/1/medianMillis").asDouble()).isEqualTo(4);
        assertThat(json.at("/contenders/0/memory/addedBytes").asLong()).isEqualTo(30);
        assertThat(json.at("/recommendation/value").asText()).isEqualTo("1");
    }

    private static int removeEach(String name, JsonNode node, JsonNode root) {
        int removed = 0;
        if (node instanceof ObjectNode object && !FREE.contains(name)) {
            for (var entry : List.copyOf(object.properties())) {
                removed += removeEach(entry.getKey(), entry.getValue(), root);
                object.remove(entry.getKey());
                assertThat(SCHEMA.validate(root))
                        .as("without " + entry.getKey())
                        .isNotEmpty();
                object.set(entry.getKey(), entry.getValue());
                removed++;
            }
        } else if (node.isArray()) {
            for (var item : node) {
                removed += removeEach(name, item, root);
            }
        }
        return removed;
    }

    private static JsonNode json(BenchResult result) throws IOException {
        var out = new ByteArrayOutputStream();
        BenchReport.write(out, result);
        return new JsonMapper().readTree(out.toByteArray());
    }
}
