package io.github.onnxferry.maven.incremental;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** What the last run of a piece of work was made from and what it left, in a file. */
public final class RunRecord {
    private static final String RESULT = "result ";

    private final Path file;

    /** The record that is kept in a file, which need not exist. */
    public RunRecord(Path file) {
        this.file = file;
    }

    /**
     * Why the work has to be done again, such as {@code the model changed}; nothing if it was done from the same inputs and its
     * results are as they were left.
     */
    public Optional<String> reasonToRun(Inputs inputs, Collection<Path> results) {
        if (!Files.exists(file)) {
            return Optional.of("there is no record of an earlier run");
        }
        var recorded = read();
        var left = new TreeMap<String, String>();
        recorded.keySet().stream()
                .filter(key -> key.startsWith(RESULT))
                .toList()
                .forEach(key -> left.put(key, recorded.remove(key)));
        return inputs.difference(recorded)
                .or(() -> results.stream()
                        .flatMap(result -> difference(result, left).stream())
                        .findFirst());
    }

    private static Optional<String> difference(Path result, Map<String, String> left) {
        if (!Files.exists(result)) {
            return Optional.of(result + " is missing");
        }
        return ContentHash.of(result).equals(left.get(RESULT + result))
                ? Optional.empty()
                : Optional.of(result + " is not what was written");
    }

    /** Notes a run that is done. */
    public void write(Inputs inputs, Collection<Path> results) {
        var entries = new Properties();
        entries.putAll(inputs.entries());
        results.forEach(result -> entries.setProperty(RESULT + result, ContentHash.of(result)));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var text = new StringWriter();
            entries.store(text, null);
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, text.toString());
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Forgets the last run, as a new one begins. */
    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }

    private Map<String, String> read() {
        var entries = new Properties();
        try {
            entries.load(new StringReader(Files.readString(file)));
        } catch (IOException | IllegalArgumentException e) {
            // A damaged record is none: its entries differ from all that are asked about.
            entries.clear();
        }
        var map = new TreeMap<String, String>();
        entries.stringPropertyNames().forEach(key -> map.put(key, entries.getProperty(key)));
        return map;
    }
}
