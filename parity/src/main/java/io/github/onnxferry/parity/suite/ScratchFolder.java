package io.github.onnxferry.parity.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A temporary folder that is deleted with all it holds. */
final class ScratchFolder implements AutoCloseable {
    private final Path path;

    ScratchFolder() throws IOException {
        this.path = Files.createTempDirectory("ferry-suite-").toAbsolutePath().normalize();
    }

    private ScratchFolder(Path path) {
        this.path = path;
    }

    /** A folder inside, for one case. */
    ScratchFolder inside() throws IOException {
        return new ScratchFolder(Files.createTempDirectory(path, "case-"));
    }

    /** Where it is. */
    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
