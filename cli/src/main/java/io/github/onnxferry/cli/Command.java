package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.FerryException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** One of the things that {@code ferry} does. */
interface Command {
    /** Its name, such as {@code convert}. */
    String name();

    /** How it is called, without its options. */
    String usage();

    /** What it does, in a sentence. */
    String summary();

    /** Its own options. */
    Options options();

    /**
     * Does it.
     *
     * @param line the parsed options and the arguments after them
     * @return the exit code
     * @throws FerryException if it cannot
     */
    int run(CommandLine line, Terminal terminal);
}
