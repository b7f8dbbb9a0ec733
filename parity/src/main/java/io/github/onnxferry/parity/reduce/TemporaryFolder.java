package io.github.onnxferry.parity.reduce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder that goes away with all it holds, also when the process is asked to end. */
final class TemporaryFolder implements AutoCloseable {
    private final Path path;
    private final Thread end;

    TemporaryFolder() throws IOException {
        path = Files.createTempDirectory("ferry-reduce-").toAbsolutePath().normalize();
        end = new Thread(() -> delete(path));
        Runtime.getRuntime().addShutdownHook(end);
    }

    Path path() {
        return path;
    }

    /** A folder inside. */
    Path folder(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the temporary folder", e);
        }
    }

    /** Deletes a folder; what a process that was ended still wrote stays until the next attempt. */
    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException | DirectoryNotEmptyException e) {
            folder.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the temporary folder " + folder, e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(end);
        delete(path);
    }
}
