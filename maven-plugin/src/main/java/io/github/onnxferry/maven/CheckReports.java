package io.github.onnxferry.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that a check of a model writes.
 *
 * @param limits the limits as JUnit XML; there if any are stated
 */
record CheckReports(Path json, Path html, Path markdown, Path sarif, Path junit, Path limits) {
    static CheckReports of(Path reports, Path junit, String name) {
        return new CheckReports(
                reports.resolve(name + ".json"),
                reports.resolve(name + ".html"),
                reports.resolve(name + ".md"),
                reports.resolve(name + ".sarif"),
                junit.resolve("TEST-onnxferry-" + name + ".xml"),
                junit.resolve("TEST-onnxferry-" + name + "-limits.xml"));
    }

    /** Those that a check leaves. */
    List<Path> files(boolean limited) {
        var files = new ArrayList<>(List.of(json, html, markdown, sarif, junit));
        if (limited) {
            files.add(limits);
        }
        return files;
    }

    /** Makes the folders and removes what an earlier check left. */
    void prepare() {
        try {
            for (var file : files(true)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make room for reports", e);
        }
    }
}
