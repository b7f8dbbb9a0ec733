package io.github.onnxferry.parity.report;

import io.github.onnxferry.parity.report.page.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Findings as one HTML file that needs nothing else: no network, no other file, and no script to be read.
 *
 * <p>Names of models and tensors are text of strangers: all of it is escaped by where it stands, and the policy in the file
 * lets a browser run only the script that ONNX Ferry put there, by its hash.
 */
public final class HtmlReport implements Report {
    @Override
    public void write(Findings findings, OutputStream out) throws IOException {
        var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        try {
            Page.of(findings.checks(), findings.cases()).write(writer);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        writer.flush();
    }
}
