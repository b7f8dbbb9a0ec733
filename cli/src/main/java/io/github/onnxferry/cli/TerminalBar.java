package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Progress;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Progress as a bar on a terminal. */
final class TerminalBar implements Progress, AutoCloseable {
    private final ProgressBar bar;

    TerminalBar(String title, PrintStream err) {
        this.bar = new ProgressBarBuilder()
                .setTaskName(title)
                .setConsumer(new ConsoleProgressBarConsumer(err))
                .build();
    }

    @Override
    public synchronized void at(String stage, long done, long total) {
        bar.maxHint(total);
        bar.stepTo(done);
        bar.setExtraMessage(stage);
    }

    @Override
    public void close() {
        bar.close();
    }
}
