package io.github.onnxferry.parity.report;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A format of reports. The same findings give the same bytes. */
public interface Report {
    /** Writes a report, in UTF-8, to a stream, which stays open. */
    void write(Findings findings, OutputStream out) throws IOException;

    /**
     * Writes a report into a file, whole or not at all.
     *
     * @param file what lies there is replaced; folders above are made as needed
     * @throws FerryException {@link Code#OUTPUT_NOT_WRITABLE} if it cannot be written
     */
    default void write(Findings findings, Path file) {
        WholeFile.write(file, out -> write(findings, out));
    }
}
