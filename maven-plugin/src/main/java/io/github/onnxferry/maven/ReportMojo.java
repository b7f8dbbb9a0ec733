package io.github.onnxferry.maven;

import io.github.onnxferry.maven.parity.CheckFindings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.apache.maven.doxia.sink.Sink;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.reporting.AbstractMavenReport;
import org.apache.maven.reporting.MavenReportException;

/** Makes a page of the site of what {@code check} found. Checks nothing itself. */
@Mojo(name = "report", defaultPhase = LifecyclePhase.SITE, threadSafe = true)
public final class ReportMojo extends AbstractMavenReport {
    private static final String NAME = "onnxferry";

    /** Where {@code check} left its reports. */
    @Parameter(property = "onnxferry.reportDirectory", defaultValue = "${project.build.directory}/onnxferry-reports")
    private File reportDirectory;

    /** Whether all goals do nothing. */
    @Parameter(property = "onnxferry.skip", defaultValue = "false")
    private boolean skip;

    /** Whether this goal does nothing. */
    @Parameter(property = "onnxferry.report.skip", defaultValue = "false")
    private boolean skipReport;

    /** For Maven, which sets the parameters. */
    public ReportMojo() {}

    @Override
    public String getOutputName() {
        return NAME;
    }

    @Override
    public String getOutputPath() {
        return NAME;
    }

    @Override
    public String getName(Locale locale) {
        return "Model parity";
    }

    @Override
    public String getDescription(Locale locale) {
        return "Whether converted models compute the same as their ONNX models.";
    }

    @Override
    public boolean canGenerateReport() throws MavenReportException {
        if (skip || skipReport) {
            getLog().info("skipped, as " + (skip ? "onnxferry.skip" : "onnxferry.report.skip") + " is set");
            return false;
        }
        if (files().isEmpty()) {
            getLog().info("there is nothing to report: no check has left findings in " + reportDirectory);
            return false;
        }
        return true;
    }

    private List<Path> files() throws MavenReportException {
        if (!reportDirectory.isDirectory()) {
            return List.of();
        }
        try (var files = Files.list(reportDirectory.toPath())) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw new MavenReportException("cannot list " + reportDirectory, e);
        }
    }

    @Override
    protected void executeReport(Locale locale) throws MavenReportException {
        var sink = getSink();
        sink.head();
        sink.title();
        sink.text(getName(locale));
        sink.title_();
        sink.head_();
        sink.body();
        sink.section1();
        title(sink, 1, getName(locale));
        for (var file : files()) {
            String name = file.getFileName().toString().replaceFirst("\\.json$", "");
            copyPage(name);
            for (var findings : CheckFindings.read(file)) {
                section(sink, name, findings);
            }
        }
        sink.section1_();
        sink.body_();
        sink.flush();
        sink.close();
    }

    /** Beside the page of the site, so that it can link to everything about a model. */
    private void copyPage(String name) throws MavenReportException {
        var folder = getReportOutputDirectory().toPath().resolve(NAME);
        try {
            Files.createDirectories(folder);
            Files.copy(
                    reportDirectory.toPath().resolve(name + ".html"),
                    folder.resolve(name + ".html"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new MavenReportException("cannot copy the report of " + name, e);
        }
    }

    private static void section(Sink sink, String name, CheckFindings findings) {
        sink.section2();
        title(sink, 2, name);
        sink.paragraph();
        sink.text(
                findings.passed()
                        ? "Parity holds on " + findings.records() + " records. "
                        : "Parity fails on " + findings.failed() + " of " + findings.records() + " records. ");
        sink.link(NAME + "/" + name + ".html");
        sink.text("Everything about this check");
        sink.link_();
        sink.paragraph_();
        sink.table();
        sink.tableRows();
        row(sink, true, List.of("Output", "Type", "Verdict", "Apart at most", "Of what is allowed", "Allowed"));
        for (var output : findings.outputs()) {
            row(
                    sink,
                    false,
                    List.of(
                            output.name(),
                            output.type(),
                            output.agrees() ? "agrees" : "differs",
                            output.maxAbs(),
                            output.error(),
                            output.tolerance()));
        }
        sink.tableRows_();
        sink.table_();
        list(sink, findings.problems());
        list(sink, findings.environment());
        sink.section2_();
    }

    private static void title(Sink sink, int level, String text) {
        sink.sectionTitle(level, null);
        sink.text(text);
        sink.sectionTitle_(level);
    }

    private static void row(Sink sink, boolean header, List<String> cells) {
        sink.tableRow();
        for (String cell : cells) {
            if (header) {
                sink.tableHeaderCell();
            } else {
                sink.tableCell();
            }
            sink.text(cell);
            if (header) {
                sink.tableHeaderCell_();
            } else {
                sink.tableCell_();
            }
        }
        sink.tableRow_();
    }

    private static void list(Sink sink, List<String> texts) {
        if (texts.isEmpty()) {
            return;
        }
        sink.list();
        for (String text : texts) {
            sink.listItem();
            sink.text(text);
            sink.listItem_();
        }
        sink.list_();
    }
}
