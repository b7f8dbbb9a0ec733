package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project docs/examples/java compiles and does what it says. */
class ExampleProjectTest {
    private static final Path ROOT = Path.of(System.getProperty("onnxferry.root"));
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    @TempDir
    Path folder;

    @Test
    void itConvertsAndChecks() throws IOException, InterruptedException {
        var source = ROOT.resolve("docs/examples/java/src/main/java/example/ConvertAndCheck.java");
        var compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(
                        null, null, null, "-cp", CLASS_PATH, "-proc:none", "-d", folder.toString(), source.toString()))
                .isZero();
        var saved = folder.resolve("saved");
        assertThat(example(ROOT.resolve("testdata/digits/model.onnx"), saved, 0))
                .contains("logits agrees", "parity holds");
        assertThat(saved.resolve("variables/variables.index")).exists();
        assertThat(example(folder.resolve("none.onnx"), saved, 3)).contains("FERRY-1001");
    }

    private String example(Path model, Path saved, int exitCode) throws IOException, InterruptedException {
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        folder + System.getProperty("path.separator") + CLASS_PATH,
                        "example.ConvertAndCheck",
                        model.toString(),
                        saved.toString()))
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
        return said;
    }

    @Test
    void itsProjectNamesThisVersion() throws IOException {
        var parent = Files.readString(ROOT.resolve("pom.xml"));
        var version = parent.replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");
        assertThat(Files.readString(ROOT.resolve("docs/examples/java/pom.xml")))
                .contains("<onnxferry.version>" + version + "</onnxferry.version>");
    }
}
