package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Printable;
import io.github.onnxferry.converter.target.SavedModelWriter;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress as a bar on a terminal, with the rate and the time that is left. */
final class TerminalBar implements Bar.Shown {
    private static final long MIB = 1 << 20;

    private final String title;
    private final PrintStream err;
    private final boolean colour;
    private @Nullable ProgressBar bar;
    private boolean bytes;

    TerminalBar(String title, PrintStream err, boolean colour) {
        this.title = title;
        this.err = err;
        this.colour = colour;
    }

    @Override
    public synchronized void at(String stage, long done, long total) {
        var shown = of(stage.equals(SavedModelWriter.STAGE));
        shown.maxHint(total);
        shown.stepTo(done);
        shown.setExtraMessage(" " + Printable.of(stage));
    }

    /** The bar for units of a kind; another one if they were of another kind before. */
    private ProgressBar of(boolean ofBytes) {
        var shown = bar;
        if (shown == null || bytes != ofBytes) {
            close();
            shown = ofBytes ? builder().setUnit(" MiB", MIB).build() : builder().build();
            bar = shown;
            bytes = ofBytes;
        }
        return shown;
    }

    private ProgressBarBuilder builder() {
        return new ProgressBarBuilder()
                .setTaskName(title)
                .setStyle(colour ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.UNICODE_BLOCK)
                .showSpeed()
                .clearDisplayOnFinish()
                .setConsumer(new ConsoleProgressBarConsumer(err));
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
