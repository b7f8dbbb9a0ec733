package io.github.onnxferry.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image with its own Java, which profile {@code dist} makes. */
class ImageIT {
    private static final long MOST_BYTES = 60_000_000;
    private static final Unpacked IMAGE = new Unpacked(Path.of(System.getProperty("image")));
    private static final Path DIGITS = Path.of(System.getProperty("onnxferry.root"), "testdata/digits");

    @TempDir
    private Path folder;

    @Test
    void convertsWhereThereIsNoJava() throws IOException, InterruptedException {
        var model = DIGITS.resolve("model.onnx").toString();

        var inspect = Unpacked.call(IMAGE.command(), "", folder, "inspect", model);
        var convert = Unpacked.call(IMAGE.command(), "", folder, "convert", model, "-o", "saved");
        var check = Unpacked.call(IMAGE.command(), "", folder, "check", model, "saved");

        assertThat(inspect.exitCode()).as(inspect.text()).isZero();
        assertThat(convert.exitCode()).as(convert.text()).isZero();
        assertThat(folder.resolve("saved/saved_model.pb")).isNotEmptyFile();
        assertThat(check.text()).contains("FERRY-4001");
        assertThat(check.exitCode()).isEqualTo(4);
    }

    @Test
    void takesLessThanSixtyMegabytesUnpacked() throws IOException {
        long bytes = 0;
        try (var files = Files.walk(IMAGE.home())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }

        assertThat(bytes).isLessThan(MOST_BYTES);
    }
}
