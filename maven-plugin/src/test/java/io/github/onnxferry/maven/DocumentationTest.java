package io.github.onnxferry.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/maven.md says is what the plugin has, and what its integration tests run. */
class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("onnxferry.root"));

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    @Test
    void listsAllPropertiesAndNoOthers() throws IOException {
        var descriptor = Pattern.compile("\\$\\{(onnxferry\\.[A-Za-z.]+)}")
                .matcher(read("maven-plugin/target/classes/META-INF/maven/plugin.xml"))
                .results()
                .map(m -> m.group(1))
                .collect(Collectors.toSet());
        var documented = Pattern.compile("\\| `(onnxferry\\.[A-Za-z.]+)` \\|")
                .matcher(read("docs/maven.md"))
                .results()
                .map(m -> m.group(1))
                .collect(Collectors.toSet());
        assertThat(documented).isEqualTo(descriptor).hasSizeGreaterThan(40);
    }

    @Test
    void showsTheTwelveLinesThatAreTested() throws IOException {
        String tested = read("maven-plugin/src/it/twelve-lines/pom.xml");
        String lines = tested.substring(tested.indexOf("            <plugin>"), tested.indexOf("        </plugins>"))
                .replace("@digits@/model.onnx", "models/digits.onnx")
                .replace("@project.version@", "0.1.0-SNAPSHOT");
        assertThat(lines.lines()).hasSizeLessThanOrEqualTo(12);
        assertThat(read("docs/maven.md")).contains(lines);
        assertThat(read("README.md")).contains(lines.indent(-12));
    }
}
