package io.github.onnxferry.cli;

import java.util.List;
import org.apache.commons.cli.Option;

/** The reference of commands as a page of Markdown: {@code docs/cli.md}. */
final class CommandPage {
    private static final String HEAD = """
            # The command line

            All commands and options, made from their tables by `./ferry help --markdown > docs/cli.md`. Do not edit it.

            - *Models* are files, patterns in quotes such as `'models/**/*.onnx'`, or `-` for standard input. With several, each has a
              name: that of its file, or of its folder if the file is just called `model.onnx`; what a pattern finds is named after its way
              from the first folder that is fixed, with dashes. One that fails stops no other; a table at the end says what became of
              each, and the largest exit code is that of the call.
            - *Options from a file*: `--config FILE` takes lines such as `weights = variables`; an option without argument stands alone or
              with `true`. What is on the command line wins.
            - *Progress* is a bar with the rate and the time left on a terminal, and a line every ten seconds elsewhere. `NO_COLOR` takes
              the colours away.
            - *Ctrl-C* takes back what is half-written; the exit code is 130 then.
            - *Completion*: `ferry completion bash`, `zsh` or `fish` prints what the shell takes.
            - *Exit codes*: 0 good, 1 parity failed, 2 usage, 3 the model cannot be converted, 4 the environment lacks something, 70 a
              defect of ONNX Ferry. [Error codes](errors.md) explains each problem.
            - *`--debug`* with any command adds a stack trace to each problem. `FERRY_JAVA_OPTS` holds options for Java, such as `-Xmx8g`.
            """;

    private CommandPage() {}

    /** The page. */
    static String markdown(List<Command> commands) {
        var page = new StringBuilder(HEAD);
        for (var command : commands) {
            page.append("\n## ferry ").append(command.name()).append("\n\n");
            page.append(command.summary()).append("\n\n```\n");
            for (String usage : command.usage().split(" \\| ", -1)) {
                page.append(("ferry " + command.name() + " " + usage).strip()).append('\n');
            }
            page.append("```\n\n| option | |\n|---|---|\n");
            Ferry.options(command)
                    .getOptions()
                    .forEach(o -> page.append("| `")
                            .append(label(o))
                            .append("` | ")
                            .append(cell(o.getDescription()))
                            .append(" |\n"));
            page.append("\n```\n");
            command.examples().forEach(e -> page.append("ferry ").append(e).append('\n'));
            page.append("```\n");
        }
        return page.toString();
    }

    private static String label(Option option) {
        return cell(Help.label(option).strip());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
