package io.github.onnxferry.converter.onnx.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.onnx.schema.Domain;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are known to be good: no false alarm, and the same file again after reading and writing. */
class OfficialModelsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"node", "simple", "light", "pytorch-converted", "pytorch-operator"})
    void backendCasesPass(String category) throws IOException {
        var zip = Path.of(System.getProperty("onnx.backend", ""), category + ".zip");
        assumeTrue(Files.isRegularFile(zip), "needs the official ONNX backend cases: -Donnx.backend=DIR");
        try (var archive = FileSystems.newFileSystem(zip)) {
            int count = 0;
            for (Path model : models(archive.getPath("/"))) {
                var copy = folder.resolve("case.onnx");
                Files.write(copy, Files.readAllBytes(model));
                passes(copy, model.toString());
                count++;
            }
            assertThat(count).isPositive();
        }
    }

    @Test
    void exportedModelsPass() throws IOException {
        var models = Path.of(System.getProperty("onnx.models", ""));
        assumeTrue(Files.isDirectory(models), "needs exported models: -Donnx.models=DIR");
        for (Path model : models(models)) {
            passes(model, model.toString());
        }
    }

    @Test
    void ownModelsPass() throws IOException {
        for (Path model : models(Path.of(System.getProperty("onnxferry.root", ".."), "testdata"))) {
            passes(model, model.toString());
        }
    }

    private void passes(Path file, String name) throws IOException {
        var model = OnnxReader.read(file);
        var result = ModelCheck.of(model, (domain, op) -> domain.equals(Domain.MICROSOFT));
        assertThat(result.problems()).extracting(Problem::line).as(name).isEmpty();

        var once = folder.resolve("once.onnx");
        var twice = folder.resolve("twice.onnx");
        OnnxWriter.write(model, once);
        var again = OnnxReader.read(once);
        OnnxWriter.write(again, twice);
        assertThat(Files.mismatch(once, twice)).as(name).isEqualTo(-1);
        assertThat(again.graph().inputs()).as(name).isEqualTo(model.graph().inputs());
        assertThat(again.graph().outputs()).as(name).isEqualTo(model.graph().outputs());
        assertThat(again.graph().initializers().keySet())
                .as(name)
                .isEqualTo(model.graph().initializers().keySet());
    }

    private static List<Path> models(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        }
    }
}
