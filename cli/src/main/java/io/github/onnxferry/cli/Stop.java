package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Cancellation;
import io.github.onnxferry.converter.diagnostics.Progress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Ctrl-C: asks the work to stop, and waits until what it has begun to write is taken back. */
final class Stop {
    private static final long PATIENCE_SECONDS = 20;

    private final Cancellation cancellation = new Cancellation();
    private final ReentrantLock writing = new ReentrantLock();

    /** Does so whenever this process is asked to end. */
    void atShutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    }

    private void stop() {
        cancellation.cancel();
        try {
            if (writing.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                writing.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A listener that stops the work that tells it. */
    Progress over(Progress progress) {
        return cancellation.over(progress);
    }

    /** Does work that writes; the process does not end before it has come to its end, or has taken back what it wrote. */
    <T> T whole(Supplier<T> work) {
        writing.lock();
        try {
            return work.get();
        } finally {
            writing.unlock();
        }
    }
}
