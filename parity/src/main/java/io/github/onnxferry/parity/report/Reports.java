package io.github.onnxferry.parity.report;

import java.nio.file.Path;

/** The reports there are, each with the file that it is written to. */
public final class Reports {
    private Reports() {}

    /** For programs: JSON of the schema {@value JsonReport#SCHEMA}. */
    public static ReportFile json(Path file) {
        return new ReportFile(new JsonReport(), file);
    }

    /** For people: one HTML file that needs nothing else. */
    public static ReportFile html(Path file) {
        return new ReportFile(new HtmlReport(), file);
    }

    /** For a comment on a pull request: Markdown of a bounded length. */
    public static ReportFile markdown(Path file) {
        return new ReportFile(new MarkdownReport(), file);
    }

    /** For what shows tests: JUnit XML. */
    public static ReportFile junit(Path file) {
        return new ReportFile(new JunitReport(), file);
    }

    /** For what shows findings at their places: SARIF 2.1.0. */
    public static ReportFile sarif(Path file) {
        return new ReportFile(new SarifReport(), file);
    }
}
