package io.github.onnxferry.parity.report;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file beside its place and renames it, so that it is there whole or not at all. */
public final class WholeFile {
    private WholeFile() {}

    /** What is in the file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file. A link is followed; what is no regular file, such as a pipe, is written to as it is.
     *
     * @throws FerryException {@link Code#OUTPUT_NOT_WRITABLE}
     */
    public static void write(Path file, Content content) {
        try {
            if (Files.isDirectory(file)) {
                throw new IOException("a folder lies there");
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                try (var out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE))) {
                    content.writeTo(out);
                }
                return;
            }
            replace(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(), content);
        } catch (IOException e) {
            throw new FerryException(
                    Code.OUTPUT_NOT_WRITABLE,
                    file.toString(),
                    "cannot be written: " + e,
                    "free space there, or choose another place",
                    e);
        }
    }

    private static void replace(Path file, Content content) throws IOException {
        var folder = file.getParent();
        if (folder == null) {
            throw new IOException("it has no folder");
        }
        Files.createDirectories(folder);
        var beside = folder.resolve("." + UUID.randomUUID() + ".part");
        try {
            try (var out = new BufferedOutputStream(Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW))) {
                content.writeTo(out);
            }
            move(beside, file);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
