package io.github.onnxferry.cli;

import io.github.onnxferry.converter.Version;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntSupplier;

/** The last line of defence: whatever escapes from a command becomes coded problems and an exit code. */
final class Guard {
    /** What a shell says of a process that Ctrl-C ended. */
    private static final int STOPPED = 130;

    private Guard() {}

    /** Runs a command and gives its exit code. */
    static int run(Terminal terminal, IntSupplier command) {
        try {
            return command.getAsInt();
        } catch (CancellationException e) {
            terminal.err().println("ferry: stopped");
            return STOPPED;
        } catch (RuntimeException | Error e) {
            return exitCode(tell(terminal, e));
        }
    }

    /** The exit code of a process that ends with problems: that of the first. */
    static int exitCode(List<Problem> problems) {
        return problems.get(0).code().kind().exitCode();
    }

    /** Prints what failed, as problems. */
    static List<Problem> tell(Terminal terminal, Throwable failure) {
        var problems = problems(failure);
        terminal.problems(problems);
        if (terminal.debug()) {
            failure.printStackTrace(terminal.err());
        }
        return problems;
    }

    private static List<Problem> problems(Throwable failure) {
        if (failure instanceof FerryException refusal) {
            return refusal.problems();
        }
        if (failure instanceof OutOfMemoryError) {
            return List.of(new Problem(
                    Code.TOO_LARGE,
                    "ferry " + Version.current(),
                    "the model takes more memory than Java may use",
                    "give it more, such as FERRY_JAVA_OPTS=-Xmx8g"));
        }
        if (failure instanceof NoClassDefFoundError || failure instanceof UnsatisfiedLinkError) {
            return List.of(Problem.runtimeMissing("ferry", (LinkageError) failure));
        }
        return List.of(new Problem(
                Code.DEFECT,
                "ferry " + Version.current(),
                "unexpected " + failure,
                "this is a defect of ONNX Ferry: report it with the model, this line and the output of --debug"));
    }
}
