package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in the middle of a conversion. */
@EnabledOnOs(OS.LINUX)
class InterruptTest {
    private static final long WEIGHT_BYTES = 12 * (96L << 20);

    @TempDir
    Path folder;

    @Test
    void nothingHalfWrittenIsLeft() throws IOException, InterruptedException {
        var model = TinyModel.large(folder.resolve("model.onnx"), WEIGHT_BYTES);
        var place = folder.resolve("new/place");
        var ferry =
                start("convert", model.toString(), "-o", place.resolve("saved").toString());
        try {
            while (!hasWritten(place) && ferry.isAlive()) {
                Thread.sleep(2);
            }
            assertThat(new ProcessBuilder("kill", "-INT", String.valueOf(ferry.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(ferry.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            ferry.destroyForcibly();
        }
        assertThat(ferry.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isEqualTo(130);
        assertThat(folder.resolve("new")).doesNotExist();
    }

    /** Whether a part of the weights is in a file below a folder. */
    private static boolean hasWritten(Path place) {
        if (!Files.isDirectory(place)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(place)) {
            return files.anyMatch(f -> f.toFile().isFile() && f.toFile().length() > 0);
        } catch (IOException | java.io.UncheckedIOException e) {
            // A folder that vanished while it was looked at: to be looked at again.
            return false;
        }
    }

    /** A process of its own, which hears SIGINT also if this one ignores it. */
    private Process start(String... call) throws IOException {
        var words = new java.util.ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Ferry.class.getName()));
        words.addAll(List.of(call));
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }
}
