package io.github.onnxferry.maven;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Folders as a zip; the same content gives the same bytes. */
final class FolderZip {
    /** Of all entries: zips know no files without a time. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private FolderZip() {}

    /**
     * Writes a zip, whole or not at all.
     *
     * @param folders what is in it
     * @param root what the names of its entries are relative to
     */
    static void write(Path zip, Path root, List<Path> folders) {
        try {
            Files.createDirectories(zip.toAbsolutePath().getParent());
            var fresh = zip.resolveSibling(zip.getFileName() + ".new");
            try (var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh)))) {
                for (Path folder : folders.stream().sorted().toList()) {
                    add(folder, root, out);
                }
            }
            Files.move(fresh, zip, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + zip, e);
        }
    }

    private static void add(Path folder, Path root, ZipOutputStream out) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                var entry = new ZipEntry(root.relativize(file).toString().replace('\\', '/'));
                entry.setTimeLocal(TIME);
                out.putNextEntry(entry);
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }
}
