package io.github.onnxferry.converter.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes leaves the old content whole, and the next one clears up. */
class KilledWriterTest {
    @TempDir
    Path parent;

    /** Begins to replace a folder, says so, and never ends. */
    static final class Endless {
        private Endless() {}

        public static void main(String[] args) {
            AtomicFolder.write(Path.of(args[0]), true, folder -> {
                Files.writeString(folder.resolve("half"), "written");
                System.out.println("writing");
                System.out.flush();
                try {
                    TimeUnit.HOURS.sleep(1);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            });
        }
    }

    @Test
    void oldContentStaysAndLeftoversGo() throws Exception {
        var target = parent.resolve("model");
        AtomicFolder.write(target, false, folder -> Files.writeString(folder.resolve("file"), "old"));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Endless.class.getName(),
                        target.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("writing");
            AtomicFolder.write(target, true, folder -> Files.writeString(folder.resolve("file"), "meanwhile"));
            assertThat(siblings()).as("the living process keeps its folder").isEqualTo(2);
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(target.resolve("file")).hasContent("meanwhile");
        assertThat(siblings()).isEqualTo(2);

        AtomicFolder.write(target, true, folder -> Files.writeString(folder.resolve("file"), "new"));
        assertThat(target.resolve("file")).hasContent("new");
        assertThat(siblings()).isEqualTo(1);
    }

    private long siblings() throws IOException {
        try (var files = Files.list(parent)) {
            return files.count();
        }
    }
}
