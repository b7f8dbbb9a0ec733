package io.github.onnxferry.parity.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.report.page.Figures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReportsTest {
    @TempDir
    Path folder;

    static Stream<Function<Path, ReportFile>> formats() {
        return Stream.of(Reports::json, Reports::html, Reports::markdown, Reports::junit, Reports::sarif);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void failedChecksAreWritten(Function<Path, ReportFile> format) throws IOException {
        var file = folder.resolve("a").resolve("b").resolve("report");
        format.apply(file).write(SampleChecks.of(1, 3, 3, 4));
        var first = Files.readAllBytes(file);
        format.apply(file).write(SampleChecks.of(1, 3, 3, 4));
        assertThat(file).hasBinaryContent(first);
        assertThat(new String(first, StandardCharsets.UTF_8)).contains("FERRY-5003");
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.part");
        format.apply(file).writeCases(List.of());
        assertThat(Files.readAllBytes(file)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void placesThatCannotBeWrittenAreRefused(Function<Path, ReportFile> format) throws IOException {
        var file = Files.writeString(folder.resolve("file"), "kept");
        for (var place : List.of(folder, file.resolve("below"))) {
            assertThatThrownBy(() -> format.apply(place).write(SampleChecks.empty()))
                    .isInstanceOf(FerryException.class)
                    .hasMessageStartingWith("FERRY-3002 " + place);
        }
        assertThat(file).hasContent("kept");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void streamsThatFailAreNoDefects(Function<Path, ReportFile> format) {
        var full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        };
        assertThatThrownBy(() -> format.apply(folder).format().write(Findings.of(SampleChecks.empty()), full))
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining("disk full");
    }

    @Test
    void whatFailsHalfWayLeavesWhatWasThere() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "kept");
        Report broken = (findings, out) -> {
            out.write(new byte[100_000]);
            throw new IOException("disk full");
        };
        assertThatThrownBy(() -> broken.write(Findings.of(SampleChecks.empty()), file))
                .isInstanceOf(FerryException.class)
                .hasMessageContaining("FERRY-3002")
                .hasMessageContaining("disk full");
        assertThat(file).hasContent("kept");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void linksAreFollowed() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "old");
        var link = Files.createSymbolicLink(folder.resolve("link"), file);
        Reports.markdown(link).write(SampleChecks.empty());
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(file)).startsWith("## ");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1234567, 1.23e6",
        "123456, 123000",
        "0.99999987, 1",
        "0.00123456, 0.00123",
        "0.000123456, 1.23e-4",
        "-2.5e-7, -2.5e-7",
        "9.999e-5, 1e-4",
        "NaN, NaN",
        "Infinity, ∞",
        "4.9e-324, 4.94e-324"
    })
    void numbersHaveThreeDigits(double number, String text) {
        assertThat(Figures.of(number)).isEqualTo(text);
    }
}
