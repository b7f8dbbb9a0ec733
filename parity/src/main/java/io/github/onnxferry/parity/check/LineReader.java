package io.github.onnxferry.parity.check;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads whole lines, and knows how many bytes they took. */
final class LineReader implements AutoCloseable {
    private static final int LONGEST = 64 << 20;

    private final InputStream in;
    private long position;

    LineReader(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** The next line without its end; nothing if there is none, or only one that does not end. */
    Optional<String> next() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                position += line.size() + 1;
                return Optional.of(line.toString(StandardCharsets.UTF_8));
            }
            if (line.size() >= LONGEST) {
                throw new IOException("a line is longer than " + LONGEST + " bytes");
            }
            line.write(b);
        }
        return Optional.empty();
    }

    /** Bytes of the lines so far. */
    long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
