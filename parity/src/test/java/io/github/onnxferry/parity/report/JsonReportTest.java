package io.github.onnxferry.parity.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import io.github.onnxferry.parity.suite.CaseVariant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonReportTest {
    /** Objects whose fields are named by the check, and fields that need not be there. */
    private static final Set<String> FREE = Set.of("environment", "inputs");

    private static final JsonSchema SCHEMA = PublishedSchemas.strict("parity-2.schema.json");

    static Stream<Findings> findings() {
        return Stream.of(
                Findings.of(SampleChecks.of(1, 30, 10, 5)),
                Findings.of(SampleChecks.of(2, 0, 1, 1)),
                Findings.of(SampleChecks.numbered(Double.NaN)),
                Findings.of(SampleChecks.numbered(Double.POSITIVE_INFINITY)),
                Findings.of(SampleChecks.named(n -> n + "</script>\u202e\u0000\"\\\ud800")),
                Findings.of(SampleChecks.empty()),
                Findings.ofChecks(List.of()),
                mixed());
    }

    private static Findings mixed() {
        var cases = List.of(new CaseResult(
                "test_a",
                CaseVariant.AS_SHIPPED,
                Verdict.MISMATCH,
                0.1,
                0.25,
                SampleChecks.of(4, 0, 4, 4).kept().get(2).outputs(),
                List.of(new Problem(Code.MISMATCH, "output 'y'", "differs", ""))));
        return new Findings(List.of(SampleChecks.of(3, 3, 3, 4), SampleChecks.of(4, 1, 1, 1)), cases);
    }

    @ParameterizedTest
    @MethodSource("findings")
    void reportsKeepTheirSchema(Findings findings) throws IOException {
        assertThat(SCHEMA.validate(json(findings))).isEmpty();
    }

    /** A schema that takes anything would make the test above worthless. */
    @Test
    void theSchemaDemandsEveryField() throws IOException {
        var json = json(mixed());
        assertThat(removeEach("", json, json)).isGreaterThan(100);
    }

    private static int removeEach(String name, JsonNode node, JsonNode root) {
        int removed = 0;
        if (node instanceof ObjectNode object && !FREE.contains(name)) {
            for (var entry : List.copyOf(object.properties())) {
                removed += removeEach(entry.getKey(), entry.getValue(), root);
                if (!entry.getKey().equals("saved")) {
                    object.remove(entry.getKey());
                    assertThat(SCHEMA.validate(root))
                            .as("without " + entry.getKey())
                            .isNotEmpty();
                    object.set(entry.getKey(), entry.getValue());
                    removed++;
                }
            }
        } else if (node.isArray() && !node.isEmpty()) {
            removed += removeEach(name, node.get(0), root);
        }
        return removed;
    }

    @Test
    void everyComponentOfACheckIsInIt() throws IOException {
        var result = SampleChecks.of(1, 3, 3, 4);
        var check = json(Findings.of(result)).at("/checks/0");
        assertThat(check.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(Stream.of(CheckResult.class.getRecordComponents())
                        .map(c -> c.getName())
                        .toList());
        var histogram = result.outputs().get(3).total().errors();
        var written = check.at("/outputs/3/total/errors");
        assertThat(written).hasSize(histogram.counts().size());
        for (int i = 0; i < written.size(); i++) {
            assertThat(written.get(i).path("upperBound").asDouble()).isEqualTo(histogram.upperBound(i));
            assertThat(written.get(i).path("count").asLong())
                    .isEqualTo(histogram.counts().get(i));
        }
    }

    @Test
    void whatIsNotFiniteIsNull() throws IOException {
        var json = json(Findings.of(SampleChecks.numbered(Double.NaN)));
        assertThat(json.at("/checks/0/outputs/0/total/maxAbs").isNull()).isTrue();
        assertThat(json.at("/checks/0/layers/layers/0/isolated").isNull()).isTrue();
    }

    @Test
    void namesComeBackAsTheyWere() throws IOException {
        var hostile = "</script>\u202e\u0000\"\\\n|`";
        var json = json(Findings.of(SampleChecks.named(n -> n + hostile)));
        assertThat(json.at("/checks/0/outputs/0/name").asText()).isEqualTo("output_0" + hostile);
    }

    private static JsonNode json(Findings findings) throws IOException {
        var out = new ByteArrayOutputStream();
        new JsonReport().write(findings, out);
        return new JsonMapper().readTree(out.toByteArray());
    }
}
