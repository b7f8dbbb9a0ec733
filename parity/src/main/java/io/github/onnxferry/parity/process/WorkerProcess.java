package io.github.onnxferry.parity.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Worker} in a Java process with the class path and options of this one. It starts with the first task, and again
 * with the next one after it died. For one thread.
 */
public final class WorkerProcess implements AutoCloseable {
    /** The stage of a process that has not begun with its task. */
    public static final String START = "start";

    /** How much of what a process said last is kept. */
    private static final int SAID_BYTES = 2000;

    /** A process that takes longer to begin does not work at all. */
    private static final Duration BEGINNING = Duration.ofMinutes(3);

    private final Program program;
    private final String name;
    private final Path folder;
    private final Path log;
    private final JsonMapper mapper = new JsonMapper();
    private final Thread end = new Thread(this::end);
    private volatile boolean ended;
    private volatile @Nullable Running running;

    /**
     * What a process runs.
     *
     * @param main serves with a {@link Worker}
     * @param first the task that each process begins with, which no limit counts
     * @param plugins jars or folders in which it finds more lowerings
     * @param environment variables that it has besides those of this process
     * @param options options for Java that it has besides those of this process
     */
    public record Program(
            Class<?> main,
            Optional<String> first,
            List<Path> plugins,
            Map<String, String> environment,
            List<String> options) {
        public Program {
            plugins = List.copyOf(plugins);
            environment = Map.copyOf(environment);
            options = List.copyOf(options);
        }

        /** A program without anything special. */
        public static Program of(Class<?> main) {
            return new Program(main, Optional.empty(), List.of(), Map.of(), List.of());
        }

        /** The same that begins with a task. */
        public Program withFirst(String task) {
            return new Program(main, Optional.of(task), plugins, environment, options);
        }

        /** The same with plugins. */
        public Program withPlugins(List<Path> places) {
            return new Program(main, first, places, environment, options);
        }

        /** The same with more environment variables. */
        public Program withEnvironment(Map<String, String> variables) {
            return new Program(main, first, plugins, variables, options);
        }

        /** The same with more options for Java. */
        public Program withOptions(List<String> more) {
            return new Program(main, first, plugins, environment, more);
        }
    }

    /** How a task ended. */
    public sealed interface Answer {
        /** The process answered. */
        record Said(JsonNode json) implements Answer {}

        /** The process died of it. */
        record Died(String stage, String how, String said) implements Answer {}

        /** It took longer than it may. */
        record Late(String stage) implements Answer {}
    }

    /** A process, and the lines of its output; an empty one is the end. */
    private record Running(Process process, BlockingQueue<Optional<String>> lines) {}

    /**
     * A process that has not started yet.
     *
     * @param folder where it works and where its log goes
     * @param name tells it from others, in messages and in the folder
     */
    public WorkerProcess(Path folder, String name, Program program) {
        this.program = program;
        this.folder = folder;
        this.name = name;
        this.log = folder.resolve(name + ".log");
        Runtime.getRuntime().addShutdownHook(end);
    }

    /**
     * Hands over a task and waits for the answer.
     *
     * @throws FerryException what the first task of a new process is refused for
     */
    public Answer ask(JsonNode request, Duration limit) {
        if (ended) {
            throw new FerryException(Code.RUNTIME_RUN, where(), "was ended from outside", "");
        }
        try {
            var present = running;
            return answer(present == null ? begun() : present, request, limit);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot talk to " + where(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            throw new IllegalStateException(where() + " was interrupted", e);
        }
    }

    /** A new process that has done its first task. */
    private Running begun() throws IOException, InterruptedException {
        var worker = start();
        if (program.first().isPresent()) {
            var task = mapper.createObjectNode().put("task", program.first().get());
            var answer = answer(worker, task, BEGINNING);
            if (!(answer instanceof Answer.Said said)) {
                throw new FerryException(
                        Code.NATIVE_MISSING,
                        where(),
                        "does not start: " + answer,
                        "run ferry with a JDK that may start processes");
            }
            if (!said.json().path("done").asBoolean()) {
                throw new FerryException(Worker.problems(said.json()));
            }
        }
        return worker;
    }

    private Answer answer(Running worker, JsonNode request, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long before = log.toFile().length();
        var stage = START;
        try {
            var in = worker.process.getOutputStream();
            in.write((mapper.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            return died(worker, stage, before);
        }
        while (true) {
            var line = worker.lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                kill();
                return new Answer.Late(stage);
            }
            if (line.isEmpty()) {
                return died(worker, stage, before);
            }
            var json = mapper.readTree(line.get());
            if (json.has("done")) {
                return new Answer.Said(json);
            }
            stage = json.path("stage").asText();
        }
    }

    private Running start() throws IOException {
        var builder = new ProcessBuilder(command()).directory(folder.toFile());
        builder.environment().put("CLASSPATH", classPath());
        builder.environment().putAll(program.environment());
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new FerryException(
                    Code.NATIVE_MISSING,
                    "java",
                    "cannot be started a second time: " + e.getMessage(),
                    "allow ferry to start processes",
                    e);
        }
        var lines = new LinkedBlockingQueue<Optional<String>>();
        var reader = new Thread(() -> read(process, lines), name + "-reader");
        reader.setDaemon(true);
        reader.start();
        var worker = new Running(process, lines);
        running = worker;
        return worker;
    }

    private static void read(Process process, BlockingQueue<Optional<String>> lines) {
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                int mark = line.indexOf(Worker.MARK);
                if (mark >= 0) {
                    lines.add(Optional.of(line.substring(mark + Worker.MARK.length())));
                }
            }
        } catch (IOException e) {
            // A process that is killed closes its output under the reader: the end, as below.
        }
        lines.add(Optional.empty());
    }

    private List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("-X") || a.startsWith("-D") || a.startsWith("--"))
                // A debugger listens to one process only.
                .filter(a -> !a.startsWith("-Xrun") && !a.equals("-Xdebug"))
                .forEach(command::add);
        command.addAll(program.options());
        command.add("-XX:ErrorFile=" + folder.resolve(name + ".error.log"));
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add(program.main().getName());
        return command;
    }

    /** The class path of this process with whole paths, for the other one works elsewhere, and the plugins. */
    private String classPath() {
        var own = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of);
        return Stream.concat(own, program.plugins().stream())
                .map(path -> path.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private String where() {
        return "the process '" + name + "'";
    }

    private Answer died(Running worker, String stage, long before) throws IOException, InterruptedException {
        boolean ended = worker.process.waitFor(10, TimeUnit.SECONDS);
        var how = ended ? "exit code " + worker.process.exitValue() : "its output closed";
        kill();
        return new Answer.Died(stage, how, said(before));
    }

    private String said(long before) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(before, file.length() - SAID_BYTES);
            file.seek(from);
            var bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }

    private void kill() {
        var worker = running;
        running = null;
        if (worker != null) {
            worker.process.destroyForcibly();
        }
    }

    /** Ends it for good, as this process ends. */
    private void end() {
        ended = true;
        kill();
    }

    @Override
    public void close() {
        if (!ended) {
            Runtime.getRuntime().removeShutdownHook(end);
        }
        end();
    }
}
