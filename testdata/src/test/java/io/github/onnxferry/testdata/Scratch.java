package io.github.onnxferry.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder that is gone when it is closed. */
record Scratch(Path path) implements AutoCloseable {
    Scratch() throws IOException {
        this(Files.createTempDirectory("onnxferry-test"));
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
