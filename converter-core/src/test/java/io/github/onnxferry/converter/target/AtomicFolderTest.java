package io.github.onnxferry.converter.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFolderTest {
    @TempDir
    Path parent;

    private void write(Path target, boolean overwrite, String text) {
        AtomicFolder.write(target, overwrite, folder -> {
            Files.createDirectory(folder.resolve("sub"));
            Files.writeString(folder.resolve("sub/file"), text);
        });
    }

    private static String read(Path target) throws IOException {
        return Files.readString(target.resolve("sub/file"));
    }

    private List<String> siblings() throws IOException {
        try (var files = Files.list(parent)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static Code codeOf(Runnable action) {
        return catchThrowableOfType(FerryException.class, action::run)
                .problems()
                .get(0)
                .code();
    }

    @Test
    void makesTheFolderAndItsParentsAndLeavesNothingElse() throws IOException {
        write(parent.resolve("a/b/model"), false, "new");
        assertThat(read(parent.resolve("a/b/model"))).isEqualTo("new");
        try (var files = Files.list(parent.resolve("a/b"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void anEmptyFolderIsFilled() throws IOException {
        var target = Files.createDirectory(parent.resolve("model"));
        write(target, false, "new");
        assertThat(read(target)).isEqualTo("new");
    }

    @Test
    void contentIsReplacedOnlyIfAllowed() throws IOException {
        var target = parent.resolve("model");
        write(target, false, "old");
        assertThat(codeOf(() -> write(target, false, "new"))).isEqualTo(Code.OUTPUT_EXISTS);
        assertThat(read(target)).isEqualTo("old");
        write(target, true, "new");
        assertThat(read(target)).isEqualTo("new");
        assertThat(siblings()).containsExactly("model");
    }

    @Test
    void aFileInTheWayIsReplacedOnlyIfAllowed() throws IOException {
        var target = Files.writeString(parent.resolve("model"), "a file");
        assertThat(codeOf(() -> write(target, false, "new"))).isEqualTo(Code.OUTPUT_EXISTS);
        write(target, true, "new");
        assertThat(read(target)).isEqualTo("new");
    }

    @Test
    void failureLeavesWhatWasThere() throws IOException {
        var target = parent.resolve("model");
        write(target, false, "old");
        var code = codeOf(() -> AtomicFolder.write(target, true, folder -> {
            Files.writeString(folder.resolve("half"), "written");
            throw new IOException("No space left on device");
        }));
        assertThat(code).isEqualTo(Code.OUTPUT_NOT_WRITABLE);
        assertThat(read(target)).isEqualTo("old");
        assertThat(siblings()).containsExactly("model");
    }

    @Test
    void failureTakesAwayTheParentsThatWereMadeForIt() throws IOException {
        var kept = Files.createDirectory(parent.resolve("kept"));
        assertThat(codeOf(() -> AtomicFolder.write(kept.resolve("a/b/model"), false, folder -> {
                    throw new IOException("No space left on device");
                })))
                .isEqualTo(Code.OUTPUT_NOT_WRITABLE);
        assertThat(kept).isEmptyDirectory();
    }

    @Test
    void aDefectLeavesNothingBehind() throws IOException {
        assertThatThrownBy(() -> AtomicFolder.write(parent.resolve("model"), false, folder -> {
                    throw new IllegalStateException("a defect");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(siblings()).isEmpty();
    }

    @Test
    void aFileAsParentIsRefused() throws IOException {
        var file = Files.writeString(parent.resolve("file"), "");
        assertThat(codeOf(() -> write(file.resolve("model"), false, "new"))).isEqualTo(Code.OUTPUT_NOT_WRITABLE);
    }

    @Test
    void leftoversOfADeadProcessAreRemovedAndReplacedContentComesBack() throws IOException {
        var target = parent.resolve("model");
        var hidden = Files.createDirectories(parent.resolve(".model.onnxferry-1-0"));
        Files.writeString(hidden.resolve("lock"), "");
        Files.createDirectories(hidden.resolve("old/sub"));
        Files.writeString(hidden.resolve("old/sub/file"), "old");
        Files.createDirectories(hidden.resolve("new/half"));

        assertThat(codeOf(() -> write(target, false, "new"))).isEqualTo(Code.OUTPUT_EXISTS);
        assertThat(read(target)).isEqualTo("old");
        assertThat(siblings()).containsExactly("model");
    }

    @Test
    void aLivingWriterOfTheSameFolderIsLeftAlone() throws IOException {
        var target = parent.resolve("model");
        AtomicFolder.write(target, true, outer -> {
            Files.writeString(outer.resolve("outer"), "");
            write(target, true, "inner");
            assertThat(outer.resolve("outer")).exists();
        });
        assertThat(target.resolve("outer")).exists();
        assertThat(siblings()).containsExactly("model");
    }

    @Test
    void aLinkedFolderIsReplacedWhereItLies() throws IOException {
        var real = Files.createDirectories(parent.resolve("elsewhere/real"));
        Files.writeString(real.resolve("x"), "");
        var link = Files.createSymbolicLink(parent.resolve("link"), real);
        write(link, true, "new");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(read(real)).isEqualTo("new");
    }
}
