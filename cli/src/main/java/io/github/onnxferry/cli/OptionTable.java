package io.github.onnxferry.cli;

import java.io.PrintStream;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Options as text: a line each, their descriptions below each other. */
final class OptionTable {
    private OptionTable() {}

    static void print(Options options, PrintStream out) {
        int width = options.getOptions().stream()
                .mapToInt(o -> label(o).length())
                .max()
                .orElse(0);
        for (var option : options.getOptions()) {
            out.printf("  %-" + width + "s  %s%n", label(option), option.getDescription());
        }
    }

    private static String label(Option option) {
        String name = option.getOpt() == null ? "" : "-" + option.getOpt();
        if (option.hasLongOpt()) {
            name += (name.isEmpty() ? "    --" : ", --") + option.getLongOpt();
        }
        return option.hasArg() ? name + " " + option.getArgName() : name;
    }
}
