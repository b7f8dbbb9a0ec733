package io.github.onnxferry.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Tests that call the command line, in this process and not on a terminal, and read what it prints. */
abstract class FerryCalls {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Calls {@code ferry}; the answer is its exit code. */
    final int ferry(String... args) {
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                false,
                new Stop());
        return Ferry.run(terminal, args);
    }

    /** What all calls so far have printed. */
    final String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What all calls have printed to standard error since it was forgotten. */
    final String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    final void forgetErr() {
        err.reset();
    }
}
