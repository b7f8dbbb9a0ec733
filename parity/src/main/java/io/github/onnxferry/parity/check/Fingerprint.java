package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.data.RecordSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells two checks apart: by the bytes of the models, the names of the records, and the options that decide. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(Path onnx, Path savedModel, RecordSource records, CheckOptions options) {
        try (var sink = new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            Files.copy(onnx, sink);
            try (var files = Files.walk(savedModel)) {
                for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                    sink.write(savedModel.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                    Files.copy(file, sink);
                }
            }
            for (long i = 0; i < records.size(); i++) {
                sink.write(records.name(i).getBytes(StandardCharsets.UTF_8));
            }
            sink.write((options.tolerances() + " " + options.names() + " " + options.sample() + " " + options.seed()
                            + " " + options.onnxDevice() + " " + options.tensorflowDevice())
                    .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sink.getMessageDigest().digest());
        } catch (IOException e) {
            throw new FerryException(
                    Code.UNREADABLE, savedModel.toString(), "cannot be read: " + e, "check the disk that holds it", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
