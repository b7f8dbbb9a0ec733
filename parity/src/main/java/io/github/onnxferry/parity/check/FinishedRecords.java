package io.github.onnxferry.parity.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.result.RecordResult;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The records that a long check has finished, in a file: a line each, appended when a record is done. A check that broke off
 * goes on from there. A last line that is not whole is the record during which the check broke off, and is done again.
 */
final class FinishedRecords implements Finished {
    /** What records say of themselves beyond their fields is written, and not read. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final BitSet done = new BitSet();
    private final Path file;
    private final BufferedWriter out;

    /**
     * The first line: what is checked with what.
     *
     * @param format name and version of the file's form
     * @param check fingerprint of model, artefact, records and options
     */
    private record Head(String format, String check) {
        static final String FORMAT = "onnxferry.finished/1";
    }

    /**
     * A further line.
     *
     * @param index index of the record
     * @param result how it went; null in the file if there was no reference for it
     */
    private record Line(int index, Optional<RecordResult> result) {}

    private FinishedRecords(Path file, BufferedWriter out, BitSet done) {
        this.file = file;
        this.out = out;
        this.done.or(done);
    }

    /**
     * Opens a file, which is made if it does not exist.
     *
     * @param check fingerprint of all that decides over the results
     * @param earlier hears the results that are in the file
     * @throws FerryException DATA_INVALID if the file is of another check; OUTPUT_NOT_WRITABLE
     */
    static FinishedRecords open(Path file, String check, Consumer<RecordResult> earlier) {
        try {
            var done = new BitSet();
            long whole = Files.exists(file) ? read(file, check, done, earlier) : 0;
            if (whole > 0) {
                try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                    channel.truncate(whole);
                }
            }
            var out = Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            var finished = new FinishedRecords(file, out, done);
            if (whole == 0) {
                finished.append(JSON.writeValueAsString(new Head(Head.FORMAT, check)));
            }
            return finished;
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Reads what is whole, and returns how many bytes that are. */
    private static long read(Path file, String check, BitSet done, Consumer<RecordResult> earlier) throws IOException {
        long whole = 0;
        try (var lines = new LineReader(Files.newInputStream(file))) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                if (whole == 0) {
                    head(line.get(), check, file);
                } else {
                    var read = line(line.get(), file);
                    done.set(read.index());
                    read.result().ifPresent(earlier);
                }
                whole = lines.position();
            }
        }
        return whole;
    }

    private static void head(String line, String check, Path file) {
        try {
            var head = JSON.readValue(line, Head.class);
            if (Head.FORMAT.equals(head.format()) && check.equals(head.check())) {
                return;
            }
        } catch (JsonProcessingException e) {
            throw invalid(file, "does not hold finished records");
        }
        throw invalid(file, "holds the finished records of another check");
    }

    private static Line line(String line, Path file) {
        try {
            return JSON.readValue(line, Line.class);
        } catch (JsonProcessingException e) {
            throw invalid(file, "has a damaged line");
        }
    }

    private static FerryException invalid(Path file, String what) {
        return new FerryException(
                Code.DATA_INVALID, file.toString(), what, "delete it to begin anew, or name another file");
    }

    private static FerryException unwritable(Path file, IOException e) {
        return new FerryException(
                Code.OUTPUT_NOT_WRITABLE, file.toString(), "cannot be read or written: " + e, "name another file", e);
    }

    @Override
    public boolean contains(long index) {
        return index <= Integer.MAX_VALUE && done.get((int) index);
    }

    @Override
    public void add(long index, Optional<RecordResult> result) {
        try {
            append(JSON.writeValueAsString(new Line(Math.toIntExact(index), result)));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private void append(String line) throws IOException {
        out.write(line);
        out.write('\n');
        out.flush();
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }
}
