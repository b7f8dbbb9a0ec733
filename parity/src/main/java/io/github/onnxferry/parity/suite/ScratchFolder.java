package io.github.onnxferry.parity.suite;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A temporary folder that is deleted with all it holds, if need be by the next process that asks for one. */
final class ScratchFolder implements AutoCloseable {
    private static final String PREFIX = "ferry-suite-";
    private static final String RUNNING = "running";

    private final Path path;
    private final RunningCases running;
    private final boolean whole;

    private ScratchFolder(Path path, RunningCases running, boolean whole) {
        this.path = path;
        this.running = running;
        this.whole = whole;
    }

    /**
     * A new folder.
     *
     * @param jobs how many cases run at a time
     */
    static ScratchFolder create(int jobs) throws IOException {
        var path = Files.createTempDirectory(PREFIX).toAbsolutePath().normalize();
        return new ScratchFolder(path, RunningCases.in(path.resolve(RUNNING), jobs), true);
    }

    /** A folder inside, for one case. */
    ScratchFolder inside() throws IOException {
        return new ScratchFolder(Files.createTempDirectory(path, "case-"), running, false);
    }

    /** Where it is. */
    Path path() {
        return path;
    }

    /** What is being run. */
    RunningCases running() {
        return running;
    }

    @Override
    public void close() throws IOException {
        if (whole) {
            running.close();
        }
        delete(path);
    }

    /** Deletes a folder; what a case that did not end still writes into stays. */
    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            folder.toFile().deleteOnExit();
        }
    }

    /** Deletes the folders of processes that ended without doing so, and returns what they were running. */
    static List<String> deleteLeft() throws IOException {
        List<String> said = new ArrayList<>();
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (var folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (var folder : folders) {
                var running = folder.resolve(RUNNING);
                if (Files.isRegularFile(running) && Files.isWritable(running)) {
                    var left = RunningCases.left(running);
                    if (left.isPresent()) {
                        said.addAll(left.get());
                        delete(folder);
                    }
                }
            }
        }
        return said;
    }
}
