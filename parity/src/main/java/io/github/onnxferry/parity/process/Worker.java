package io.github.onnxferry.parity.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The inside of a {@link WorkerProcess}: takes tasks as lines of JSON on its input, answers in marked lines on its output, and
 * ends when its input does. All tasks run on one thread, in order.
 */
public final class Worker {
    /** Begins the lines that are answers; native code prints to the same stream. */
    static final String MARK = "ferry-worker ";

    /** Room for the recursion of deeply nested models. */
    private static final long STACK_BYTES = 16L << 20;

    private final JsonMapper mapper = new JsonMapper();
    private final PrintStream replies;
    private final Tasks tasks;
    private volatile String stage = "";

    /** What a process can do. */
    @FunctionalInterface
    public interface Tasks {
        /**
         * Does a task.
         *
         * @param request the task, its name in {@code task}
         * @param answer takes what came out
         * @throws FerryException what the task is refused for
         */
        void run(JsonNode request, ObjectNode answer) throws IOException;
    }

    private Worker(PrintStream replies, Function<Consumer<String>, Tasks> tasks) {
        this.replies = replies;
        this.tasks = tasks.apply(this::stage);
    }

    /**
     * Serves until the input ends; it does not return.
     *
     * @param tasks makes the tasks; what it is handed is told the stage at which a task is, for if the process dies of it
     */
    public static void serve(Function<Consumer<String>, Tasks> tasks) throws IOException {
        var replies = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        var worker = new Worker(replies, tasks);
        var queue = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(null, task, "worker", STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        });
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var request = worker.mapper.readTree(line);
                queue.execute(() -> worker.reply(worker.answer(request)));
            }
        }
        // Who asked is gone; native code that still runs cannot be stopped otherwise.
        Runtime.getRuntime().halt(0);
    }

    private void stage(String doing) {
        stage = doing;
        reply(mapper.createObjectNode().put("stage", doing));
    }

    private void reply(JsonNode json) {
        replies.println(MARK + json);
    }

    private ObjectNode answer(JsonNode request) {
        var answer = mapper.createObjectNode();
        stage = "";
        try {
            tasks.run(request, answer);
            return answer.put("done", true);
        } catch (FerryException e) {
            return refused(answer, e.problems());
        } catch (OutOfMemoryError e) {
            return refused(
                    answer,
                    List.of(new Problem(
                            Code.TOO_LARGE, "model", "takes more memory than Java may use", "give it more with -Xmx")));
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
            return refused(answer, List.of(Problem.runtimeMissing(stage.isEmpty() ? "model" : stage, e)));
        } catch (RuntimeException | IOException | Error e) {
            // Whatever escapes a task is a finding about the model that is tried.
            return refused(answer, List.of(defect(e)));
        }
    }

    private ObjectNode refused(ObjectNode answer, List<Problem> problems) {
        answer.removeAll();
        answer.put("done", false).put("at", stage);
        var list = answer.putArray("problems");
        for (var problem : problems) {
            list.addObject()
                    .put("code", problem.code().name())
                    .put("where", problem.where())
                    .put("what", problem.what())
                    .put("todo", problem.todo());
        }
        return answer;
    }

    private static Problem defect(Throwable failure) {
        var frames = Arrays.asList(failure.getStackTrace());
        var at = frames.stream()
                .filter(frame -> frame.getClassName().startsWith("io.github.onnxferry."))
                .findFirst()
                .or(() -> frames.stream().findFirst())
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .orElse("an unknown place");
        return new Problem(Code.DEFECT, at, failure.toString(), "report it with the model");
    }

    /** The problems of an answer that is a refusal. */
    public static List<Problem> problems(JsonNode answer) {
        var problems = new ArrayList<Problem>();
        answer.path("problems")
                .forEach(p -> problems.add(new Problem(
                        Code.valueOf(p.path("code").asText()),
                        p.path("where").asText(),
                        p.path("what").asText(),
                        p.path("todo").asText())));
        return problems;
    }
}
