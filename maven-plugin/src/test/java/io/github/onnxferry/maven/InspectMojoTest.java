package io.github.onnxferry.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectMojoTest {
    private static final File DIGITS = Path.of(System.getProperty("onnxferry.root"), "testdata/digits/model.onnx")
            .toFile();

    private static List<String> run(InspectMojo mojo) throws MojoFailureException {
        var lines = new ArrayList<String>();
        mojo.setLog(new SystemStreamLog() {
            @Override
            public void info(CharSequence content) {
                lines.add(content.toString());
            }

            @Override
            public void warn(CharSequence content) {
                lines.add("WARN " + content);
            }
        });
        mojo.execute();
        return lines;
    }

    @Test
    void saysWhatIsInAModel() throws MojoFailureException {
        var lines = run(new InspectMojo(List.of(DIGITS), true, false));
        assertThat(lines).anyMatch(l -> l.startsWith("input      image: float[batch, 1, 8, 8]"));
        assertThat(lines).contains("converts   yes");
    }

    @Test
    void warnsOfAModelThatIsNone(@TempDir Path folder) throws Exception {
        var file = Files.write(folder.resolve("text.onnx"), "no model".getBytes(StandardCharsets.UTF_8));
        assertThat(run(new InspectMojo(List.of(file.toFile()), false, false)))
                .anyMatch(l -> l.startsWith("WARN FERRY-1"));
        assertThatThrownBy(() -> run(new InspectMojo(List.of(file.toFile()), true, false)))
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("FERRY-1");
    }

    @Test
    void skips() throws MojoFailureException {
        assertThat(run(new InspectMojo(List.of(DIGITS), true, true))).hasSize(1);
    }
}
