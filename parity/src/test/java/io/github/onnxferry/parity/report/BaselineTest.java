package io.github.onnxferry.parity.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.result.AppliedTolerance;
import io.github.onnxferry.parity.result.BaselineReport.Change;
import io.github.onnxferry.parity.result.Histogram;
import io.github.onnxferry.parity.result.Metrics;
import io.github.onnxferry.parity.result.OutputComparison;
import io.github.onnxferry.parity.result.OutputResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineTest {
    @TempDir
    Path folder;

    /** A scale 1 output uses a tenth of its tolerance. */
    private static OutputResult output(String name, double scale, double ulps) {
        var metrics = new Metrics(
                100,
                1e-6 * scale,
                1e-7 * scale,
                0,
                0,
                ulps,
                Histogram.EMPTY,
                1,
                90,
                Optional.empty(),
                0,
                List.of(),
                0,
                0.1 * scale,
                Histogram.EMPTY,
                Optional.empty());
        var row = new OutputComparison(
                name, "float", List.of(100L), metrics, new AppliedTolerance(1e-4, 1e-5, 0, "given"), List.of());
        var totals = new OutputResult.Totals(
                100,
                0,
                0,
                1e-6 * scale,
                1e-7 * scale,
                0,
                ulps,
                1 - 1e-8 * scale * scale,
                90 - 20 * Math.log10(scale),
                1,
                Histogram.EMPTY,
                Histogram.EMPTY);
        return new OutputResult(name, "", 1, 0, row, "r", totals);
    }

    private List<Change> changes(OutputResult before, OutputResult now) {
        var file = folder.resolve("b.json");
        assertThat(Baseline.accept(file, SampleChecks.passing(before)).created())
                .isTrue();
        return Baseline.compare(file, SampleChecks.passing(now)).changes();
    }

    @ParameterizedTest
    @CsvSource({"1, 1.9", "1, 0.55", "1, 1", "0.01, 0.4", "0.4, 0.01"})
    void runsThatDifferByRoundingAreQuiet(double before, double now) {
        assertThat(changes(output("y", before, 20 * before + 2), output("y", now, 20 * now + 2)))
                .isEmpty();
    }

    @Test
    void errorsThatDoubleAreWorse() {
        assertThat(changes(output("y", 1, 20), output("y", 2.5, 50)))
                .extracting(Change::metric, Change::worse)
                .containsExactly(
                        tuple("maxAbs", true),
                        tuple("maxError", true),
                        tuple("maxUlp", true),
                        tuple("meanAbs", true),
                        tuple("minCosine", true),
                        tuple("minSqnrDecibels", true));
        assertThat(changes(output("y", 2.5, 50), output("y", 1, 20))).hasSize(6).noneMatch(Change::worse);
    }

    @Test
    void oneUnitInTheLastPlaceIsQuietWhateverItsShareOfTheTolerance() {
        assertThat(changes(output("y", 0, 0), output("y", 5, 1))).isEmpty();
        assertThat(changes(output("y", 1e-30, 0), output("y", 5, 2))).isNotEmpty();
    }

    @Test
    void outputsThatComeAndGoAreListed() {
        assertThat(changes(output("y", 1, 9), output("z", 1, 9)))
                .containsExactly(new Change("y", "present", 1, 0, true), new Change("z", "present", 0, 1, false));
    }

    @Test
    void numbersThatAreNotFiniteComeBack() {
        var nothing = output("y", 0, 0);
        assertThat(nothing.total().minSqnrDecibels()).isInfinite();
        assertThat(changes(nothing, nothing)).isEmpty();
        assertThat(changes(output("y", 1, 9), output("y", Double.NaN, Double.NaN)))
                .isNotEmpty()
                .allMatch(Change::worse);
        assertThat(changes(output("y", Double.NaN, Double.NaN), output("y", Double.NaN, Double.NaN)))
                .isEmpty();
    }

    @Test
    void layersAreKeptWhereTheyWereComputed() {
        var file = folder.resolve("b.json");
        var check = SampleChecks.of(7, 30, 3, 3);
        Baseline.accept(file, check);
        assertThat(Baseline.compare(file, check).changes()).isEmpty();
        assertThat(Baseline.compare(file, SampleChecks.of(7, 0, 3, 3)).changes())
                .noneMatch(c -> c.output().startsWith("layer"));
        assertThat(Baseline.compare(file, SampleChecks.of(8, 30, 3, 3)).changes())
                .anyMatch(
                        c -> c.output().startsWith("layer value_") && c.metric().equals("isolated"));
    }

    @Test
    void theFirstPassingCheckIsAccepted() throws IOException {
        var file = folder.resolve("new").resolve("b.json");
        assertThat(Baseline.compare(file, SampleChecks.of(7, 0, 3, 4)).created())
                .isFalse();
        assertThat(file).doesNotExist();
        var passing = SampleChecks.passing(output("b", 1, 20), output("a", 0, 0));
        assertThat(Baseline.compare(file, passing).created()).isTrue();
        assertThat(Files.readString(file)).isEqualTo("""
                {
                  "schema" : "onnxferry.baseline/1",
                  "outputs" : {
                    "a" : {
                      "maxAbs" : 0.0,
                      "maxError" : 0.0,
                      "maxUlp" : 0.0,
                      "meanAbs" : 0.0,
                      "minCosine" : 1.0,
                      "minSqnrDecibels" : "Infinity",
                      "minTopFirst" : 1.0,
                      "outside" : 0.0
                    },
                    "b" : {
                      "maxAbs" : 1.0E-6,
                      "maxError" : 0.1,
                      "maxUlp" : 20.0,
                      "meanAbs" : 1.0E-7,
                      "minCosine" : 0.99999999,
                      "minSqnrDecibels" : 90.0,
                      "minTopFirst" : 1.0,
                      "outside" : 0.0
                    }
                  },
                  "layers" : { }
                }
                """);
        assertThat(Baseline.compare(file, passing).created()).isFalse();
    }

    @Test
    void filesKeepTheirSchema() throws IOException {
        var schema = PublishedSchemas.strict("baseline-1.schema.json");
        for (var check : List.of(
                SampleChecks.of(7, 30, 3, 4),
                SampleChecks.numbered(Double.NaN),
                SampleChecks.named(n -> n + "\u0000\"\n"),
                SampleChecks.empty())) {
            var file = folder.resolve("b.json");
            Baseline.accept(file, check);
            var json = (ObjectNode) new JsonMapper().readTree(file.toFile());
            assertThat(schema.validate(json)).isEmpty();
            json.put("schema", "onnxferry.baseline/2");
            assertThat(schema.validate(json)).isNotEmpty();
            assertThat(Baseline.compare(file, check).changes()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"schema\": \"onnxferry.baseline/2\", \"outputs\": {}, \"layers\": {}}",
                "{\"schema\": \"onnxferry.baseline/1\", \"outputs\": [], \"layers\": {}}",
                "{\"schema\": \"onnxferry.baseline/1\", \"outputs\": {}}",
                "{\"schema\": \"onnxferry.baseline/1\", \"outputs\": {\"y\": {}}, \"layers\": {}}",
                "{\"schema\": \"onnxferry.baseline/1\", \"outputs\": {}, \"layers\": {\"a\": \"x\"}}",
                "{\"schema\": \"onnxferry.baseline/1\", \"outputs\": {}, \"layers\": {\"a\": 1, \"a\": 2}}",
                "{\"schema\": \"onnxferry.baseline/1\", \"outputs\": {}, \"layers\": {}} x"
            })
    void damagedFilesAreRefused(String text) throws IOException {
        var file = Files.writeString(folder.resolve("b.json"), text);
        assertThatThrownBy(() -> Baseline.compare(file, SampleChecks.passing()))
                .isInstanceOf(FerryException.class)
                .hasMessageStartingWith("FERRY-5005 baseline ");
        assertThat(file).hasContent(text);
    }

    @Test
    void filesThatNestWithoutEndAreRefused() throws IOException {
        var file = Files.writeString(folder.resolve("b.json"), "[".repeat(1_000_000));
        assertThatThrownBy(() -> Baseline.compare(file, SampleChecks.passing()))
                .isInstanceOf(FerryException.class)
                .hasMessageStartingWith("FERRY-5005");
        assertThatThrownBy(() -> Baseline.compare(folder, SampleChecks.passing()))
                .isInstanceOf(FerryException.class)
                .hasMessageStartingWith("FERRY-5005");
    }
}
