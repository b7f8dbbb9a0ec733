package io.github.onnxferry.parity.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole reports of a small check, of the formats that are short, so that a change of a format is seen in a diff. With {@code -Donnxferry.golden=FOLDER} they
 * are written there instead, to be looked at and kept.
 */
class GoldenReportsTest {
    @ParameterizedTest
    @CsvSource({"MARKDOWN, small.md", "JUNIT, small.xml", "SARIF, small.sarif"})
    void aReportReadsAsItDid(Format format, String name) throws IOException {
        var out = new ByteArrayOutputStream();
        format.report.write(Findings.of(SampleChecks.of(5, 3, 3, 1)), out);
        var folder = System.getProperty("onnxferry.golden", "");
        if (!folder.isEmpty()) {
            Files.write(Path.of(folder, name), out.toByteArray());
        }
        try (var golden = Objects.requireNonNull(GoldenReportsTest.class.getResourceAsStream(name), name)) {
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    enum Format {
        MARKDOWN(new MarkdownReport()),
        JUNIT(new JunitReport()),
        SARIF(new SarifReport());

        private final Report report;

        Format(Report report) {
            this.report = report;
        }
    }
}
