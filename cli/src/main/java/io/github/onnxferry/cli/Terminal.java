package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Printable;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.diagnostics.Progress;
import java.io.PrintStream;
import java.util.List;

/**
 * Where a command prints: results on one stream, problems on the other.
 *
 * @param out results
 * @param err problems and progress
 * @param interactive whether a person watches, so that progress is shown
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {
    /** The process's own streams. */
    static Terminal system() {
        return new Terminal(System.out, System.err, System.console() != null);
    }

    /** Prints a line of results, whatever names of a model it holds. */
    void line(String text) {
        out.println(Printable.of(text));
    }

    /** Prints problems, a line each. */
    void problems(List<Problem> problems) {
        problems.forEach(problem -> err.println(problem.line()));
    }

    /** A listener that shows progress if a person watches; it is closed at the end. */
    Bar bar(String title) {
        return interactive ? new Bar(new TerminalBar(title, err)) : new Bar(null);
    }

    /** A progress bar, or none. */
    static final class Bar implements Progress, AutoCloseable {
        private final @org.jspecify.annotations.Nullable TerminalBar shown;

        private Bar(@org.jspecify.annotations.Nullable TerminalBar shown) {
            this.shown = shown;
        }

        @Override
        public void at(String stage, long done, long total) {
            if (shown != null) {
                shown.at(stage, done, total);
            }
        }

        @Override
        public void close() {
            if (shown != null) {
                shown.close();
            }
        }
    }
}
