package io.github.onnxferry.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A package on the disk.
 *
 * @param home its folder
 */
record Unpacked(Path home) {
    private static final List<String> SHELL = List.of("sh", "dirname", "readlink", "uname");

    /** What a call ended with: its exit code, and all that it printed. */
    record Ended(int exitCode, String text) {}

    /** Unpacks a {@code .tar.gz} into a folder. */
    static Unpacked of(Path archive, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        try (var entries = Files.list(folder)) {
            return new Unpacked(entries.findFirst().orElseThrow());
        }
    }

    Path command() {
        return home.resolve("bin/ferry");
    }

    /**
     * Calls a command in an environment that has nothing but a shell.
     *
     * @param javaHome the value of {@code JAVA_HOME}, none if empty
     * @param scratch a folder for the call
     */
    static Ended call(Path command, String javaHome, Path scratch, String... args)
            throws IOException, InterruptedException {
        var words = new ArrayList<String>(List.of(command.toString()));
        words.addAll(List.of(args));
        var printed = scratch.resolve("printed.txt");
        var process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .directory(scratch.toFile());
        process.environment().clear();
        process.environment().put("PATH", shellOnly(scratch).toString());
        if (!javaHome.isEmpty()) {
            process.environment().put("JAVA_HOME", javaHome);
        }
        var running = process.start();
        assertThat(running.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ended(running.exitValue(), Files.readString(printed));
    }

    /** A folder of programs without any Java. */
    private static Path shellOnly(Path scratch) throws IOException {
        var bin = Files.createDirectories(scratch.resolve("shell"));
        for (var program : SHELL) {
            if (!Files.exists(bin.resolve(program))) {
                Files.createSymbolicLink(bin.resolve(program), Path.of("/usr/bin", program));
            }
        }
        return bin;
    }
}
