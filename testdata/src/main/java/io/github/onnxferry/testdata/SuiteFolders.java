package io.github.onnxferry.testdata;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where suites lie, by the system properties that the build sets; data that are not part of the repository may be absent. */
public final class SuiteFolders {
    private SuiteFolders() {}

    /** The root of the repository. */
    public static Path root() {
        return folder("onnxferry.root").orElseThrow(() -> new IllegalStateException("-Donnxferry.root is not set"));
    }

    /** The official ONNX backend cases, a zip a category. */
    public static Optional<Path> backend() {
        return folder("onnx.backend");
    }

    /** A folder of further models with data. */
    public static Optional<Path> models() {
        return folder("onnx.models");
    }

    private static Optional<Path> folder(String property) {
        return Optional.ofNullable(System.getProperty(property))
                .map(Path::of)
                .filter(Files::isDirectory)
                .map(Path::normalize);
    }
}
