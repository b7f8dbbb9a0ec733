package io.github.onnxferry.converter.target;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that appears with all of its content or not at all.
 *
 * <p>The content is written into a hidden folder beside the target, forced to the disk, and renamed. What it replaces
 * is first moved into the hidden folder, so that at every moment the old or the new content is whole. A process that
 * dies leaves at most the hidden folder; the next one to write the same target notices that nobody holds its lock, puts
 * replaced content back if the target is gone, and removes the rest.
 */
public final class AtomicFolder {
    private static final String LOCK = "lock";
    private static final String NEW = "new";
    /** Replaced content, whole as long as it has this name. */
    private static final String OLD = "old";
    /** Replaced content that is being deleted. */
    private static final String DISCARDED = "discarded";

    private final Path target;
    private final Path parent;
    private final String hiddenPrefix;

    private AtomicFolder(Path target, Path parent) {
        this.target = target;
        this.parent = parent;
        this.hiddenPrefix = "." + target.getFileName() + ".onnxferry-";
    }

    /** Writes files below a folder. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Writes a folder.
     *
     * @param target the folder; its parents are made as needed
     * @param overwrite whether existing content is replaced
     * @throws FerryException {@link Code#OUTPUT_EXISTS} if there is content and it must not be replaced,
     *     {@link Code#OUTPUT_NOT_WRITABLE} if writing fails
     */
    public static void write(Path target, boolean overwrite, Content content) {
        try {
            var whole = whole(target);
            var parent = whole.getParent();
            if (parent == null) {
                throw new IOException("a root folder cannot be replaced");
            }
            write(new AtomicFolder(whole, parent), overwrite, content);
        } catch (IOException e) {
            throw new FerryException(
                    Code.OUTPUT_NOT_WRITABLE,
                    target.toString(),
                    "cannot be written: " + reason(e),
                    "free space there, or choose another output folder",
                    e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "access to " + denied.getFile() + " is denied";
        }
        var message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** Writes into parents that are made for it, and taken away again if nothing comes of it. */
    private static void write(AtomicFolder folder, boolean overwrite, Content content) throws IOException {
        var made = missing(folder.parent);
        boolean written = false;
        try {
            Files.createDirectories(folder.parent);
            folder.removeLeftovers();
            folder.refuseExisting(overwrite);
            folder.replace(content);
            written = true;
        } finally {
            if (!written) {
                removeEmpty(made);
            }
        }
    }

    private static Path whole(Path target) throws IOException {
        var absolute = target.toAbsolutePath().normalize();
        return Files.isSymbolicLink(absolute) && Files.exists(absolute) ? absolute.toRealPath() : absolute;
    }

    /** A folder and its parents as far as they are missing, the innermost first. */
    private static List<Path> missing(Path folder) {
        return Stream.<Path>iterate(folder, Objects::nonNull, Path::getParent)
                .takeWhile(p -> Files.notExists(p, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** Removes folders unless others have put something into them meanwhile. */
    private static void removeEmpty(List<Path> folders) throws IOException {
        for (var folder : folders) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    private void refuseExisting(boolean overwrite) throws IOException {
        if (!overwrite && Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !isEmptyFolder()) {
            throw new FerryException(
                    Code.OUTPUT_EXISTS,
                    target.toString(),
                    "exists and is not an empty folder",
                    "choose another output folder, or allow overwriting");
        }
    }

    private boolean isEmptyFolder() throws IOException {
        if (!Files.isDirectory(target)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(target)) {
            return !files.iterator().hasNext();
        }
    }

    private void replace(Content content) throws IOException {
        var hidden = createHidden();
        try (var channel =
                FileChannel.open(hidden.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.lock();
            var fresh = Files.createDirectory(hidden.resolve(NEW));
            content.writeTo(fresh);
            forceFolders(fresh);
            swap(fresh, hidden.resolve(OLD));
        } finally {
            delete(hidden);
        }
    }

    private Path createHidden() throws IOException {
        long process = ProcessHandle.current().pid();
        for (int i = 0; ; i++) {
            var hidden = parent.resolve(hiddenPrefix + process + "-" + i);
            if (Files.notExists(hidden, LinkOption.NOFOLLOW_LINKS)) {
                return Files.createDirectory(hidden);
            }
        }
    }

    private void swap(Path fresh, Path old) throws IOException {
        boolean replaces = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (replaces) {
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (replaces) {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
        forceFolder(parent);
        if (replaces) {
            Files.move(old, old.resolveSibling(DISCARDED), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void removeLeftovers() throws IOException {
        try (DirectoryStream<Path> siblings =
                Files.newDirectoryStream(parent, p -> p.getFileName().toString().startsWith(hiddenPrefix))) {
            for (Path hidden : siblings) {
                removeUnlessHeld(hidden);
            }
        }
    }

    private void removeUnlessHeld(Path hidden) throws IOException {
        try (var channel = FileChannel.open(hidden.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return;
            }
            var old = hidden.resolve(OLD);
            if (Files.exists(old, LinkOption.NOFOLLOW_LINKS) && Files.notExists(target, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (OverlappingFileLockException e) {
            return;
        } catch (NoSuchFileException e) {
            // A process died before it took the lock, or another one is removing the folder just now.
        }
        delete(hidden);
    }

    private static void forceFolders(Path root) throws IOException {
        try (var all = Files.walk(root)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                forceFolder(folder);
            }
        }
    }

    /** Forces the names in a folder to the disk, where the system lets folders be opened. */
    private static void forceFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            if (Files.isWritable(folder) && !System.getProperty("os.name", "").startsWith("Windows")) {
                throw e;
            }
        }
    }

    private static void delete(Path root) throws IOException {
        if (Files.notExists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
