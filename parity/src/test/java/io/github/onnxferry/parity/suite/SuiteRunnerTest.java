package io.github.onnxferry.parity.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.DataFolder;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.report.Findings;
import io.github.onnxferry.parity.report.JsonReport;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.run.TinyModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteRunnerTest {
    /** Stands for a conversion: every model becomes the identity. */
    private static final ModelConverter IDENTITY = (onnx, outDir) -> {
        try {
            TinyModels.savedModel(outDir, "Identity", DType.FLOAT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    };

    @TempDir
    Path folder;

    @Test
    void eachCaseGetsItsVerdictInTheOrderOfNames() throws IOException {
        write("d_good", 1, 1);
        write("b_differs", 1, 2);
        write("a_truncated", 1, 1);
        Files.write(folder.resolve("a_truncated/test_data_set_0/input_0.pb"), new byte[] {1});
        write("c_large", 1000, 1000.05f);
        List<String> heard = new ArrayList<>();
        var results = new SuiteRunner(IDENTITY, 2, Progress.NONE).run(folder, r -> heard.add(r.name()));
        assertThat(results)
                .extracting(r -> r.name() + " " + r.verdict().text())
                .containsExactly("a_truncated invalid", "b_differs mismatch", "c_large pass", "d_good pass");
        assertThat(heard).containsExactly("a_truncated", "b_differs", "c_large", "d_good");
        assertThat(results.get(1).problems().get(0).where())
                .startsWith("test_data_set_0, output 'y' of node ")
                .endsWith("(Identity)");
    }

    @Test
    void aCaseMayStateItsTolerance() throws IOException {
        write("loose", 1, 1.05f);
        Files.writeString(folder.resolve("loose/case.json"), "{\"tolerance\": 0.1}");
        write("strict", 1000, 1000.05f);
        Files.writeString(folder.resolve("strict/case.json"), "{\"rtol\": 1e-5, \"atol\": 0}");
        write("wrong", 1, 1);
        Files.writeString(folder.resolve("wrong/case.json"), "{\"rtol\": \"x\"}");
        assertThat(new SuiteRunner(IDENTITY, 1, Progress.NONE).run(folder, r -> {}))
                .extracting(CaseResult::verdict)
                .containsExactly(Verdict.PASS, Verdict.MISMATCH, Verdict.INVALID);
    }

    @Test
    void refusalsAndDefectsOfTheConversionAreVerdicts() throws IOException {
        write("a", 1, 1);
        assertThat(verdict((onnx, out) -> {
                    throw new FerryException(Code.GAP, "node", "is not converted", "");
                }))
                .isEqualTo(Verdict.UNSUPPORTED);
        assertThat(verdict((onnx, out) -> {
                    throw new FerryException(Code.CYCLE, "graph", "has a cycle", "");
                }))
                .isEqualTo(Verdict.INVALID);
        assertThat(verdict((onnx, out) -> {
                    throw new IllegalStateException("broken");
                }))
                .isEqualTo(Verdict.ERROR);
        assertThat(verdict((onnx, out) -> {})).isEqualTo(Verdict.ERROR);
    }

    @Test
    void zipsAreRunWithTheRuleOfOnnxAndLeaveNothingBehind() throws IOException {
        write("case", 1000, 1000.5f);
        var zip = folder.resolve("suite.zip");
        pack(zip, "case", "");
        assertThat(new SuiteRunner(IDENTITY, 1, Progress.NONE).run(zip, r -> {}))
                .extracting(CaseResult::verdict)
                .containsExactly(Verdict.PASS);
    }

    @Test
    void zipsThatPointOutsideAreRefused() throws IOException {
        write("case", 1, 1);
        var zip = folder.resolve("suite.zip");
        pack(zip, "case", "../../evil.txt");
        var results = new SuiteRunner(IDENTITY, 1, Progress.NONE).run(zip, r -> {});
        assertThat(results).extracting(CaseResult::verdict).containsExactly(Verdict.INVALID);
        assertThat(results.get(0).problems().get(0).what()).contains("points out of its case");
    }

    @Test
    void aDamagedZipIsAnInvalidCaseNotADefect() throws IOException {
        write("case", 1, 1);
        var zip = folder.resolve("suite.zip");
        pack(zip, "case", "");
        var bytes = Files.readAllBytes(zip);
        // The compressed bytes of the first entry begin behind its header of 30 bytes and its name.
        int begin = 30 + (bytes[26] & 0xff);
        for (int i = begin; i < begin + 8; i++) {
            bytes[i] = (byte) 0xff;
        }
        Files.write(zip, bytes);
        var results = new SuiteRunner(IDENTITY, 1, Progress.NONE).run(zip, r -> {});
        assertThat(results).singleElement().matches(r -> r.verdict() == Verdict.INVALID);
        assertThat(results.get(0).problems().get(0).what()).startsWith("cannot be unpacked");
    }

    @Test
    void aPlaceWithoutCasesIsRefused() {
        assertThatThrownBy(() -> new SuiteRunner(IDENTITY, 1, Progress.NONE).run(folder, r -> {}))
                .isInstanceOf(FerryException.class)
                .hasMessageContaining("holds no case");
    }

    @Test
    void reportsAreValidJsonWhateverTheNumbers() throws IOException {
        write("nan", Float.NaN, 1);
        write("good", 1, 1);
        var results = new SuiteRunner(IDENTITY, 1, Progress.NONE).run(folder, r -> {});
        var out = new ByteArrayOutputStream();
        new JsonReport().write(Findings.ofCases(results), out);
        var json = new JsonMapper().readTree(out.toByteArray());
        assertThat(json.path("schema").asText()).isEqualTo("onnxferry.parity/2");
        assertThat(json.path("verdict").asText()).isEqualTo("fail");
        assertThat(json.path("cases").get(0).path("verdict").asText()).isEqualTo("pass");
        var output = json.path("cases").get(0).path("outputs").get(0);
        assertThat(output.path("dtype").asText()).isEqualTo("float");
        assertThat(output.path("shape").get(0).asLong()).isEqualTo(1);
        assertThat(json.path("cases")
                        .get(1)
                        .path("problems")
                        .get(0)
                        .path("code")
                        .asText())
                .isEqualTo("FERRY-5003");
    }

    private Verdict verdict(ModelConverter converter) {
        return new SuiteRunner(converter, 1, Progress.NONE)
                .run(folder, r -> {})
                .get(0)
                .verdict();
    }

    private void write(String name, float input, float output) throws IOException {
        var model = Files.createDirectories(folder.resolve(name)).resolve("model.onnx");
        Files.write(model, TinyModels.onnx("Identity", DType.FLOAT, 16).toByteArray());
        DataFolder.write(
                folder.resolve(name).resolve("test_data_set_0"),
                OnnxReader.read(model).graph(),
                new DataSet("", Map.of("x", vector(input)), Map.of("y", vector(output))));
    }

    private static Datum vector(float value) {
        return Datum.of(Tensor.ofFloats(new long[] {1}, value));
    }

    private void pack(Path zip, String name, String extra) throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(zip));
                var files = Files.walk(folder.resolve(name))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, out);
            }
            if (!extra.isEmpty()) {
                out.putNextEntry(new ZipEntry(name + "/" + extra));
            }
        }
    }
}
