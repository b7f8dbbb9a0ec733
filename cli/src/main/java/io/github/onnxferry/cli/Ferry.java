package io.github.onnxferry.cli;

import io.github.onnxferry.converter.Version;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

/**
 * The {@code ferry} command.
 *
 * <p>Exit codes: 0 good, 1 parity failed, 2 usage, 3 the model cannot be converted, 4 the environment lacks something,
 * 70 a defect of ONNX Ferry.
 */
public final class Ferry {
    private static final List<Command> COMMANDS = List.of(
            new InspectCommand(),
            new ConvertCommand(),
            new CheckCommand(),
            new BenchCommand(),
            new ReduceCommand(),
            new OpsCommand());
    private static final String DEBUG = "--debug";

    private Ferry() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(Terminal.system(), args));
    }

    /** Runs the command and returns its exit code. */
    static int run(Terminal terminal, String... args) {
        boolean debug = Arrays.asList(args).contains(DEBUG);
        try {
            return dispatch(
                    terminal, Arrays.stream(args).filter(a -> !a.equals(DEBUG)).toList());
        } catch (FerryException e) {
            terminal.problems(e.problems());
            trace(terminal, debug, e);
            return e.exitCode();
        } catch (OutOfMemoryError e) {
            return fail(
                    terminal,
                    debug,
                    Code.TOO_LARGE,
                    "the model takes more memory than Java may use",
                    "give it more, such as FERRY_JAVA_OPTS=-Xmx8g",
                    e);
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
            var problem = Problem.runtimeMissing("ferry", e);
            terminal.problems(List.of(problem));
            trace(terminal, debug, e);
            return problem.code().kind().exitCode();
        } catch (RuntimeException | Error e) {
            // The last line of defence: whatever escapes is a defect, and is reported as one.
            return fail(
                    terminal,
                    debug,
                    Code.DEFECT,
                    "unexpected " + e,
                    "this is a defect of ONNX Ferry: report it with the model, this line and the output of --debug",
                    e);
        }
    }

    private static int fail(Terminal terminal, boolean debug, Code code, String what, String todo, Throwable cause) {
        terminal.problems(List.of(new Problem(code, "ferry " + Version.current(), what, todo)));
        trace(terminal, debug, cause);
        return code.kind().exitCode();
    }

    private static void trace(Terminal terminal, boolean debug, Throwable cause) {
        if (debug) {
            cause.printStackTrace(terminal.err());
        }
    }

    private static int dispatch(Terminal terminal, List<String> args) {
        String first = args.isEmpty() ? "-h" : args.get(0);
        switch (first) {
            case "-h", "--help", "help" -> {
                overview(terminal);
                return args.isEmpty() ? Code.USAGE.kind().exitCode() : 0;
            }
            case "--version" -> {
                terminal.out().println("ferry " + Version.current());
                return 0;
            }
            default -> {
                var command = command(first)
                        .orElseThrow(() -> usage("there is no command '" + first + "'", "ferry -h lists the commands"));
                return run(command, terminal, args.subList(1, args.size()));
            }
        }
    }

    private static Optional<Command> command(String name) {
        return COMMANDS.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    private static int run(Command command, Terminal terminal, List<String> args) {
        if (args.contains("-h") || args.contains("--help")) {
            help(command, terminal);
            return 0;
        }
        CommandLine line;
        try {
            line = DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .get()
                    .parse(options(command), args.toArray(String[]::new));
        } catch (ParseException e) {
            throw usage(String.valueOf(e.getMessage()), "ferry " + command.name() + " -h lists the options");
        }
        try (var plugins = Plugins.of(line)) {
            return plugins.run(() -> command.run(line, terminal));
        }
    }

    private static Options options(Command command) {
        return command.options()
                .addOption(Plugins.PLUGIN.option())
                .addOption(Option.builder("h")
                        .longOpt("help")
                        .desc("print this help")
                        .get());
    }

    /** A refusal of what was asked for. */
    static FerryException usage(String what, String todo) {
        return new FerryException(Code.USAGE, "ferry", what, todo);
    }

    private static void overview(Terminal terminal) {
        var out = terminal.out();
        out.println("Converts ONNX models into TensorFlow SavedModels and proves that both compute the same.");
        out.println();
        COMMANDS.forEach(c -> out.printf("  ferry %-48s %s%n", c.name() + " " + c.usage(), c.summary()));
        out.println();
        out.println("  ferry COMMAND -h   options of a command");
        out.println("  ferry --version    version");
        out.println("  --debug            with any command: a stack trace with each problem");
        out.println();
        out.println("Exit codes: 0 good, 1 parity failed, 2 usage, 3 the model cannot be converted,");
        out.println("4 the environment lacks something, 70 a defect of ONNX Ferry.");
    }

    private static void help(Command command, Terminal terminal) {
        var out = terminal.out();
        out.println("ferry " + command.name() + " " + command.usage());
        out.println();
        out.println(command.summary());
        out.println();
        OptionTable.print(options(command), out);
    }
}
