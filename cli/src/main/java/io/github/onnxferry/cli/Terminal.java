package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Printable;
import io.github.onnxferry.converter.diagnostics.Problem;
import java.io.PrintStream;
import java.util.List;

/**
 * Where a command prints: results on one stream, problems on the other.
 *
 * @param out results
 * @param err problems and progress
 * @param interactive whether a person watches, so that progress is a bar
 * @param colour whether that bar may have colours
 * @param debug whether problems come with a stack trace
 * @param stop what stops the work
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colour, boolean debug, Stop stop) {
    /** The process's own streams. */
    static Terminal system() {
        boolean watched = System.console() != null && !"dumb".equals(System.getenv("TERM"));
        var noColour = System.getenv("NO_COLOR");
        boolean colour = noColour == null || noColour.isEmpty();
        return new Terminal(System.out, System.err, watched, colour, false, new Stop());
    }

    /** This terminal, with or without stack traces. */
    Terminal withDebug(boolean other) {
        return new Terminal(out, err, interactive, colour, other, stop);
    }

    /** Prints a line of results, whatever names of a model it holds. */
    void line(String text) {
        out.println(Printable.of(text));
    }

    /** Prints problems, a line each. */
    void problems(List<Problem> problems) {
        problems.forEach(problem -> err.println(problem.line()));
    }

    /** A listener that shows progress, and stops the work on Ctrl-C; it is closed at the end. */
    Bar bar(String title) {
        return new Bar(interactive ? new TerminalBar(title, err, colour) : new ProgressLines(title, err), stop);
    }
}
