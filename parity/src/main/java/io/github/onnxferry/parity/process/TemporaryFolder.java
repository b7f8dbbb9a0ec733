package io.github.onnxferry.parity.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder that goes away with all it holds, also when the process is asked to end. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;
    private final Thread end;

    /**
     * A new folder among those for temporary files.
     *
     * @param prefix begins its name
     */
    public TemporaryFolder(String prefix) throws IOException {
        path = Files.createTempDirectory(prefix).toAbsolutePath().normalize();
        end = new Thread(() -> delete(path));
        Runtime.getRuntime().addShutdownHook(end);
    }

    /** Where it is, absolute. */
    public Path path() {
        return path;
    }

    /** A folder inside. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the temporary folder", e);
        }
    }

    /** Deletes a folder; what a process that was ended still wrote stays until the next attempt. */
    public static void delete(Path folder) {
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
