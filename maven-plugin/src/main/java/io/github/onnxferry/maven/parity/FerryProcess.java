package io.github.onnxferry.maven.parity;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.maven.plugin.logging.Log;

/** The {@code ferry} command in a Java process of its own, which a crash of a native library ends alone. */
public final class FerryProcess {
    private static final String MAIN = "io.github.onnxferry.cli.Ferry";
    private static final String PROBLEM = "FERRY-";
    private static final String NOTE = "note: ";
    private static final int SAID_LINES = 20;

    private final List<Path> classPath;
    private final List<String> jvmArguments;
    private final Path folder;
    private final Path crashes;
    private final boolean deterministicGpu;
    private final Log log;

    /**
     * A process that has not started yet.
     *
     * @param jvmArguments more options for Java
     * @param folder where it works
     * @param crashes the folder where Java describes a crash
     * @param deterministicGpu whether CUDA is to compute in full precision, with the same sums each time
     * @param log where it says what it finds
     */
    public FerryProcess(
            List<Path> classPath,
            List<String> jvmArguments,
            Path folder,
            Path crashes,
            boolean deterministicGpu,
            Log log) {
        this.classPath = List.copyOf(classPath);
        this.jvmArguments = List.copyOf(jvmArguments);
        this.folder = folder;
        this.crashes = crashes;
        this.deterministicGpu = deterministicGpu;
        this.log = log;
    }

    /**
     * How it ended.
     *
     * @param exitCode that of the command, or what the system says of a crash
     * @param problems the lines with a code
     * @param said what it said last besides
     */
    public record Ended(int exitCode, List<String> problems, List<String> said) {
        public Ended {
            problems = List.copyOf(problems);
            said = List.copyOf(said);
        }
    }

    /**
     * Runs the command and waits for its end; interrupting the thread ends it.
     *
     * @throws FerryException if no process can be started
     */
    public Ended run(List<String> arguments) {
        var process = start(arguments);
        var hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        List<String> problems = new ArrayList<>();
        Deque<String> said = new ArrayDeque<>();
        try {
            process.getOutputStream().close();
            var errors = new Thread(() -> lines(process.getErrorStream(), line -> hear(line, problems, said)));
            errors.start();
            lines(process.getInputStream(), log::info);
            errors.join();
            return new Ended(process.waitFor(), problems, List.copyOf(said));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FerryException(Code.RUNTIME_RUN, "the process of the check", "was interrupted", "", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot talk to the process of the check", e);
        } finally {
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private Process start(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xss8m",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + crashes.resolve("crash-%p.log"),
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8"));
        command.addAll(jvmArguments);
        command.add(MAIN);
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        var environment = builder.environment();
        // Not on the command line, whose length some systems bound.
        environment.put(
                "CLASSPATH", classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        environment.putIfAbsent("TF_ENABLE_ONEDNN_OPTS", "1");
        environment.putIfAbsent("TF_CPP_MIN_LOG_LEVEL", "2");
        if (deterministicGpu) {
            environment.putIfAbsent("NVIDIA_TF32_OVERRIDE", "0");
            environment.putIfAbsent("TF_DETERMINISTIC_OPS", "1");
        }
        log.debug("starting " + command);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new FerryException(
                    Code.NATIVE_MISSING,
                    command.get(0),
                    "cannot be started: " + e.getMessage(),
                    "allow Maven to start processes",
                    e);
        }
    }

    private static void lines(InputStream stream, Consumer<String> listener) {
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                listener.accept(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what the process of the check says", e);
        }
    }

    private void hear(String line, List<String> problems, Deque<String> said) {
        if (line.startsWith(PROBLEM)) {
            problems.add(line);
            log.error(line);
        } else if (line.startsWith(NOTE)) {
            log.info(line);
        } else {
            log.debug(line);
            said.add(line);
            if (said.size() > SAID_LINES) {
                said.remove();
            }
        }
    }
}
