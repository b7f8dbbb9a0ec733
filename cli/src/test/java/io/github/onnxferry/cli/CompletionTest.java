package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest extends FerryCalls {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void everyCommandAndOptionIsThere(String shell) {
        assertThat(ferry("completion", shell)).isZero();
        for (var command : Ferry.COMMANDS) {
            assertThat(out()).contains(command.name());
            Ferry.options(command)
                    .getOptions()
                    .forEach(o -> assertThat(out()).contains((shell.equals("fish") ? "-l " : "--") + o.getLongOpt()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void theShellItselfReadsIt(String shell) throws IOException, InterruptedException {
        assumeTrue(isInstalled(shell));
        ferry("completion", shell);
        assertThat(run(shell, "-n", script().toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "co, convert completion",
        "convert --opti, --optimise",
        "convert --weights v, variables",
        "check m.onnx saved --onnx-device '', cpu gpu",
        "convert --output --w, ''",
        "completion z, zsh"
    })
    void bashCompletesWhatIsTyped(String typed, String expected) throws IOException, InterruptedException {
        assumeTrue(isInstalled("bash"));
        ferry("completion", "bash");
        String script = "source '" + script() + "'; COMP_WORDS=(ferry " + typed
                + "); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _ferry; echo \"${COMPREPLY[*]}\"";
        assertThat(run("bash", "-c", script).strip()).isEqualTo(expected);
    }

    @Test
    void otherShellsAreRefused() {
        assertThat(ferry("completion", "tcsh")).isEqualTo(2);
        assertThat(ferry("completion")).isEqualTo(2);
    }

    private Path script() throws IOException {
        return Files.writeString(folder.resolve("completion"), out());
    }

    private static boolean isInstalled(String shell) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, shell)));
    }

    private static String run(String... words) throws IOException, InterruptedException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
