package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Printable;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Progress as plain lines, for logs: one every ten seconds, so that short work is silent. */
final class ProgressLines implements Bar.Shown {
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private final String title;
    private final PrintStream err;
    private final LongSupplier nanos;
    private final long start;
    private long next;

    ProgressLines(String title, PrintStream err) {
        this(title, err, System::nanoTime);
    }

    ProgressLines(String title, PrintStream err, LongSupplier nanos) {
        this.title = title;
        this.err = err;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.next = start + PAUSE_NANOS;
    }

    @Override
    public synchronized void at(String stage, long done, long total) {
        long now = nanos.getAsLong();
        if (now - next < 0) {
            return;
        }
        next = now + PAUSE_NANOS;
        String share = total > 0 ? String.format(Locale.ROOT, ", %d%% done", 100 * done / total) : "";
        err.println(Printable.of(String.format(
                Locale.ROOT, "%s: %s%s, %d s so far", title, stage, share, (now - start) / 1_000_000_000)));
    }

    @Override
    public void close() {
        // The last line of a command says how it ended.
    }
}
