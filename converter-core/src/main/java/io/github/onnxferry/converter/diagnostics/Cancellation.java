package io.github.onnxferry.converter.diagnostics;

import java.util.concurrent.CancellationException;

/**
 * Asks work in another thread to stop. Work hears of it where it tells its progress, takes back what it has begun to write,
 * and ends with a {@link CancellationException}.
 *
 * <pre>{@code
 * var cancellation = new Cancellation();
 * var work = executor.submit(() -> converter.convert(model, folder, cancellation.over(Progress.NONE)));
 * cancellation.cancel();
 * }</pre>
 */
public final class Cancellation {
    private volatile boolean cancelled;

    /** Asks the work to stop; may be called from any thread, and more than once. */
    public void cancel() {
        cancelled = true;
    }

    /** Whether the work was asked to stop. */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * A listener for the work.
     *
     * @param progress hears everything as long as nothing was cancelled
     * @return a listener that throws a {@link CancellationException} once the work was asked to stop
     */
    public Progress over(Progress progress) {
        return (stage, done, total) -> {
            if (cancelled) {
                throw new CancellationException("cancelled at '" + stage + "'");
            }
            progress.at(stage, done, total);
        };
    }
}
