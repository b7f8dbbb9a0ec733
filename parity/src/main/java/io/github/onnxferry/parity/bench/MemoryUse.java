package io.github.onnxferry.parity.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Resident memory of a process that runs one model, in bytes.
 *
 * @param base of Java alone, before the runtime's library was loaded
 * @param loaded once the model was loaded
 * @param peak the most that there ever was, from the start of the process to its last run
 */
public record MemoryUse(long base, long loaded, long peak) {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** What the runtime and the model took at most: the peak without the base. */
    public long added() {
        return Math.max(0, peak - base);
    }

    /** Resident bytes of this process now; nothing where the system does not tell. */
    static Optional<Long> resident() {
        return own("VmRSS");
    }

    /** The most resident bytes that this process ever had; nothing where the system does not tell. */
    static Optional<Long> highest() {
        return own("VmHWM");
    }

    private static Optional<Long> own(String field) {
        try {
            return Files.isReadable(STATUS) ? bytes(Files.readString(STATUS), field) : Optional.empty();
        } catch (IOException e) {
            // A system that does not let a process read its own status does not tell.
            return Optional.empty();
        }
    }

    /**
     * A field of Linux's {@code /proc/PID/status}.
     *
     * @param status the text, with lines such as {@code VmHWM:     1234 kB}
     * @return bytes; nothing if there is no such field
     */
    static Optional<Long> bytes(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .filter(value -> value.matches("\\d{1,15} kB"))
                .map(value -> Long.parseLong(value.substring(0, value.length() - 3)) * 1024)
                .findFirst();
    }
}
