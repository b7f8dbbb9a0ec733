package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Progress;

/** Progress as it is shown while a command works; {@link #at} throws once the work is to stop. */
final class Bar implements Progress, AutoCloseable {
    /** A way of showing progress. */
    interface Shown extends Progress, AutoCloseable {
        @Override
        void close();
    }

    private final Shown shown;
    private final Progress stoppable;

    Bar(Shown shown, Stop stop) {
        this.shown = shown;
        this.stoppable = stop.over(shown);
    }

    @Override
    public void at(String stage, long done, long total) {
        stoppable.at(stage, done, total);
    }

    @Override
    public void close() {
        shown.close();
    }
}
