package io.github.onnxferry.parity.report;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.suite.CaseResult;
import java.nio.file.Path;
import java.util.List;

/**
 * A report that is to be written.
 *
 * @param format its format
 * @param file where it is written
 */
public record ReportFile(Report format, Path file) {
    /**
     * Writes what was found.
     *
     * @throws FerryException {@link Code#OUTPUT_NOT_WRITABLE} if the file cannot be written
     */
    public void write(Findings findings) {
        format.write(findings, file);
    }

    /** Writes what a check found, as {@link #write(Findings)} does. */
    public void write(CheckResult check) {
        write(Findings.of(check));
    }

    /** Writes what a suite found, as {@link #write(Findings)} does. */
    public void writeCases(List<CaseResult> cases) {
        write(Findings.ofCases(cases));
    }
}
