package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page docs/cli.md says what the tables of options say. */
class CommandPageTest extends FerryCalls {
    @Test
    void thePageIsUpToDate() throws IOException {
        var page = Path.of(System.getProperty("onnxferry.root"), "docs/cli.md");
        assertThat(ferry("help", "--markdown")).isZero();
        assertThat(Files.readString(page))
                .as("docs/cli.md is stale: run ./ferry help --markdown > docs/cli.md")
                .isEqualTo(out());
    }
}
