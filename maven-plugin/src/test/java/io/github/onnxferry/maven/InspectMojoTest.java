package io.github.onnxferry.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    private static final Path ROOT = Path.of(System.getProperty("onnxferry.root"));
    private static final String DIGITS = "testdata/digits/*.onnx";

    private static List<String> run(boolean failOnUnsupported, String model, boolean skipped) throws Exception {
        var mojo = new InspectMojo(failOnUnsupported);
        mojo.configure(ROOT, List.of(model), skipped);
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
    void saysWhatIsInAModel() throws Exception {
        var lines = run(true, DIGITS, false);
        assertThat(lines).anyMatch(l -> l.startsWith("input      image: float[batch, 1, 8, 8]"));
        assertThat(lines).contains("converts   yes");
    }

    @Test
    void warnsOfAModelThatIsNone(@TempDir Path folder) throws Exception {
        var file = Files.write(folder.resolve("text.onnx"), "no model".getBytes(StandardCharsets.UTF_8));
        assertThat(run(false, file.toString(), false)).anyMatch(l -> l.startsWith("WARN FERRY-1"));
        assertThatThrownBy(() -> run(true, file.toString(), false))
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("FERRY-1");
    }

    @Test
    void skips() throws Exception {
        assertThat(run(true, DIGITS, true)).hasSize(1);
    }
}
