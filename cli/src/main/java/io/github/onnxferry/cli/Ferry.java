package io.github.onnxferry.cli;

import io.github.onnxferry.converter.Version;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * The {@code ferry} command.
 *
 * <p>Exit codes: 0 good, 1 parity failed, 2 usage, 3 the model cannot be converted, 4 the environment lacks something,
 * 70 a defect of ONNX Ferry; 130 if Ctrl-C ended it.
 */
public final class Ferry {
    /** All commands, in the order in which help lists them. */
    static final List<Command> COMMANDS = List.of(
            new InspectCommand(),
            new ConvertCommand(),
            new CheckCommand(),
            new BenchCommand(),
            new ReduceCommand(),
            new OpsCommand(),
            new DoctorCommand(),
            new CompletionCommand());

    private static final String DEBUG = "--debug";

    private Ferry() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        var terminal = Terminal.system();
        terminal.stop().atShutdown();
        System.exit(run(terminal, args));
    }

    /** Runs the command and returns its exit code. */
    static int run(Terminal terminal, String... args) {
        boolean debug = Arrays.asList(args).contains(DEBUG);
        var rest = Arrays.stream(args).filter(a -> !a.equals(DEBUG)).toList();
        var told = terminal.withDebug(debug);
        return Guard.run(told, () -> dispatch(told, rest));
    }

    private static int dispatch(Terminal terminal, List<String> args) {
        String first = args.isEmpty() ? "-h" : args.get(0);
        switch (first) {
            case "-h", "--help", "help" -> {
                if (args.size() > 1 && args.get(1).equals("--markdown")) {
                    terminal.out().print(CommandPage.markdown(COMMANDS));
                } else if (args.size() > 1) {
                    help(command(args.get(1)), terminal);
                } else {
                    Help.overview(COMMANDS, terminal.out());
                }
                return args.isEmpty() ? Code.USAGE.kind().exitCode() : 0;
            }
            case "--version" -> {
                terminal.out().println("ferry " + Version.current());
                return 0;
            }
            default -> {
                return run(command(first), terminal, args.subList(1, args.size()));
            }
        }
    }

    private static Command command(String name) {
        return find(name)
                .orElseThrow(() -> usage(
                        "there is no command '" + name + "'",
                        Words.guess(name, COMMANDS.stream().map(Command::name).toList())
                                .orElse("ferry -h lists the commands")));
    }

    private static Optional<Command> find(String name) {
        return COMMANDS.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    private static int run(Command command, Terminal terminal, List<String> args) {
        if (args.contains("-h") || args.contains("--help")) {
            help(command, terminal);
            return 0;
        }
        var line = parse(command, args);
        try (var plugins = Plugins.of(line)) {
            return plugins.run(() -> command.run(line, terminal));
        }
    }

    private static CommandLine parse(Command command, List<String> args) {
        var options = options(command);
        String hint = "ferry " + command.name() + " -h lists the options";
        try {
            return DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .get()
                    .parse(options, ConfigFile.resolve(args, options).toArray(String[]::new));
        } catch (UnrecognizedOptionException e) {
            String guess = Choice.guess(e.getOption(), options);
            throw usage("there is no option '" + e.getOption() + "'", guess.isEmpty() ? hint : guess);
        } catch (ParseException e) {
            throw usage(String.valueOf(e.getMessage()), hint);
        }
    }

    /** The options of a command, with those that all have. */
    static Options options(Command command) {
        return command.options()
                .addOption(Plugins.PLUGIN.option())
                .addOption(ConfigFile.CONFIG.option())
                .addOption(Option.builder("h")
                        .longOpt("help")
                        .desc("print this help")
                        .get());
    }

    private static void help(Command command, Terminal terminal) {
        Help.of(command, options(command), terminal.out());
    }

    /** A refusal of what was asked for. */
    static FerryException usage(String what, String todo) {
        return new FerryException(Code.USAGE, "ferry", what, todo);
    }
}
