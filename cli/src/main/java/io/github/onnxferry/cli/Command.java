package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.FerryException;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** One of the things that {@code ferry} does. */
interface Command {
    /** Its name, such as {@code convert}. */
    String name();

    /** How it is called, without its options; several ways are separated by {@code " | "}. */
    String usage();

    /** What it does, in a sentence. */
    String summary();

    /** Calls of it, without {@code ferry}, that are worth knowing. */
    List<String> examples();

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
