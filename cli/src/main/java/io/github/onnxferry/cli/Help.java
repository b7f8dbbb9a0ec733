package io.github.onnxferry.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Help as text of at most {@value #WIDTH} columns. */
final class Help {
    /** Columns. */
    static final int WIDTH = 100;

    private static final int GAP = 2;
    /** Labels that are longer stand on a line of their own. */
    private static final int LABEL = 30;

    private Help() {}

    /** All commands. */
    static void overview(List<Command> commands, PrintStream out) {
        out.println("Converts ONNX models into TensorFlow SavedModels and proves that both compute the same.");
        out.println();
        int width = commands.stream().mapToInt(c -> c.name().length()).max().orElse(0);
        commands.forEach(c -> out.printf("  ferry %-" + width + "s  %s%n", c.name(), c.summary()));
        out.println();
        out.println("  ferry COMMAND -h   options of a command, and examples");
        out.println("  ferry --version    version");
        out.println("  --config FILE      with any command: options from a file, one a line");
        out.println("  --debug            with any command: a stack trace with each problem");
        out.println();
        out.println("Exit codes: 0 good, 1 parity failed, 2 usage, 3 the model cannot be converted,");
        out.println("4 the environment lacks something, 70 a defect of ONNX Ferry.");
    }

    /** One command. */
    static void of(Command command, Options options, PrintStream out) {
        for (String usage : command.usage().split(" \\| ", -1)) {
            out.println("ferry " + command.name() + " " + usage);
        }
        out.println();
        wrap(command.summary(), WIDTH).forEach(out::println);
        out.println();
        options(options, out);
        if (!command.examples().isEmpty()) {
            out.println();
            out.println("Examples:");
            command.examples().forEach(e -> out.println("  ferry " + e));
        }
    }

    private static void options(Options options, PrintStream out) {
        int width = options.getOptions().stream()
                .mapToInt(o -> label(o).length())
                .filter(length -> length <= LABEL)
                .max()
                .orElse(0);
        String margin = " ".repeat(width + 2 * GAP);
        for (var option : options.getOptions()) {
            String label = label(option);
            var lines = wrap(option.getDescription(), WIDTH - margin.length());
            if (label.length() > width) {
                out.println("  " + label);
                out.println(margin + lines.get(0));
            } else {
                out.printf("  %-" + width + "s  %s%n", label, lines.get(0));
            }
            lines.stream().skip(1).forEach(l -> out.println(margin + l));
        }
    }

    /** A text as lines of at most so many columns, words kept whole. */
    static List<String> wrap(String text, int columns) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** How an option is written. */
    static String label(Option option) {
        String name = option.getOpt() == null ? "" : "-" + option.getOpt();
        if (option.hasLongOpt()) {
            name += (name.isEmpty() ? "    --" : ", --") + option.getLongOpt();
        }
        return option.hasArg() ? name + " " + option.getArgName() : name;
    }
}
