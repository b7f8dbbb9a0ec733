package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.compare.ToleranceRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The cases of a suite: every folder with {@code model.onnx} and a {@code test_data_set_*}, on disk or in a zip. */
abstract sealed class SuiteSource implements AutoCloseable {
    private static final String MODEL = "model.onnx";
    private static final String SET = "test_data_set_";
    private static final int SEARCH_DEPTH = 8;

    /** Names of the cases, in order. */
    abstract List<String> cases();

    /**
     * The folder of a case, to be read and not to be changed.
     *
     * @param scratch an empty folder that the case may be unpacked into
     */
    abstract Path folder(String name, Path scratch) throws IOException;

    /** The rule for cases that state no tolerance; nothing if it follows from the model. */
    abstract Optional<ToleranceRule> rule();

    @Override
    public void close() throws IOException {}

    /**
     * Opens a suite.
     *
     * @throws FerryException USAGE if there is none at this place
     */
    static SuiteSource open(Path place) {
        try {
            if (Files.isDirectory(place)) {
                return new Folder(place);
            }
            if (Files.isRegularFile(place)) {
                return new Zip(new ZipFile(place.toFile()));
            }
        } catch (IOException e) {
            throw new FerryException(
                    Code.USAGE, place.toString(), "cannot be read as a suite: " + e.getMessage(), "", e);
        }
        throw new FerryException(Code.USAGE, place.toString(), "there is no such folder or zip", "check the path");
    }

    /** A suite in a folder. */
    private static final class Folder extends SuiteSource {
        private final TreeMap<String, Path> cases = new TreeMap<>();

        Folder(Path root) throws IOException {
            try (var files = Files.find(root, SEARCH_DEPTH, (p, a) -> a.isRegularFile() && p.endsWith(MODEL))) {
                for (var model : (Iterable<Path>) files::iterator) {
                    var folder = model.toAbsolutePath().normalize().getParent();
                    if (folder != null && hasData(folder)) {
                        String name = root.toAbsolutePath()
                                .normalize()
                                .relativize(folder)
                                .toString();
                        cases.put(name.isEmpty() ? folder.getFileName().toString() : name, folder);
                    }
                }
            }
        }

        private static boolean hasData(Path folder) throws IOException {
            try (var entries = Files.list(folder)) {
                return entries.anyMatch(p -> p.getFileName().toString().startsWith(SET) && Files.isDirectory(p));
            }
        }

        @Override
        List<String> cases() {
            return List.copyOf(cases.keySet());
        }

        @Override
        Path folder(String name, Path scratch) {
            return cases.getOrDefault(name, scratch);
        }

        @Override
        Optional<ToleranceRule> rule() {
            return Optional.empty();
        }
    }

    /** A suite as ONNX's own cases are packed; each case is unpacked when its turn comes. */
    private static final class Zip extends SuiteSource {
        private final ZipFile zip;
        private final List<String> cases;
        private final NavigableMap<String, ZipEntry> entries = new TreeMap<>();

        Zip(ZipFile zip) {
            this.zip = zip;
            var models = new TreeSet<String>();
            var withData = new TreeSet<String>();
            for (var entry : Collections.list(zip.entries())) {
                String path = entry.getName();
                entries.put(path, entry);
                if (path.endsWith("/" + MODEL)) {
                    models.add(path.substring(0, path.length() - MODEL.length() - 1));
                }
                int set = path.indexOf("/" + SET);
                if (set > 0) {
                    withData.add(path.substring(0, set));
                }
            }
            models.retainAll(withData);
            this.cases = List.copyOf(models);
        }

        @Override
        List<String> cases() {
            return cases;
        }

        @Override
        Path folder(String name, Path scratch) throws IOException {
            // '0' is the character after '/': the range holds all paths below the folder of the case.
            for (var entry : entries.subMap(name + "/", name + '0').values()) {
                if (!entry.isDirectory()) {
                    unpack(entry, scratch, entry.getName().substring(name.length() + 1));
                }
            }
            return scratch;
        }

        private void unpack(ZipEntry entry, Path scratch, String inside) throws IOException {
            var target = scratch.resolve(inside).normalize();
            if (!target.startsWith(scratch) || target.equals(scratch)) {
                throw new FerryException(
                        Code.DATA_INVALID,
                        zip.getName(),
                        "the entry '" + entry.getName() + "' points out of its case",
                        "do not trust this archive");
            }
            Files.createDirectories(target.getParent());
            try (var in = zip.getInputStream(entry)) {
                Files.copy(in, target);
            }
        }

        @Override
        Optional<ToleranceRule> rule() {
            return Optional.of(ToleranceRule.onnxCases());
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }
}
