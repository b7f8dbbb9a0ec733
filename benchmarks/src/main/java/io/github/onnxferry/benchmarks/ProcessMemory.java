package io.github.onnxferry.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says of the memory of this process. */
final class ProcessMemory {
    private ProcessMemory() {}

    /** A field of {@code /proc/self/status} in MiB: {@code VmRSS} now, {@code VmHWM} at most, {@code RssAnon} without files. */
    static long now(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith(field + ":"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElseThrow(() -> new IOException("Linux does not say " + field))
                / 1024;
    }
}
