package io.github.onnxferry.parity.reduce;

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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * The process in which trials run: takes tasks as lines of JSON on its input, answers in marked lines on its output, and
 * ends when its input does.
 */
public final class TrialWorker {
    /** Begins the lines that are answers; native code prints to the same stream. */
    static final String MARK = "ferry-trial ";

    /** Room for the recursion of deeply nested models. */
    private static final long STACK_BYTES = 16L << 20;

    private final JsonMapper mapper = new JsonMapper();
    private final PrintStream replies;
    private final TrialTask trials = new TrialTask(this::stage);
    private final ReferenceTask references = new ReferenceTask();
    private volatile String stage = "";

    private TrialWorker(PrintStream replies) {
        this.replies = replies;
    }

    /** Serves until the input ends. */
    public static void main(String[] args) throws IOException {
        var replies = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        var worker = new TrialWorker(replies);
        var tasks = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(null, task, "trial", STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        });
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var request = worker.mapper.readTree(line);
                tasks.execute(() -> worker.reply(worker.answer(request)));
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
            switch (request.path("task").asText()) {
                case TrialTask.BEGIN -> trials.begin();
                case ReferenceTask.NAME -> references.run(request, answer);
                default -> trials.run(request, answer);
            }
            return answer.put("done", true);
        } catch (FerryException e) {
            return refused(answer, e.problems());
        } catch (OutOfMemoryError e) {
            return refused(
                    answer,
                    List.of(new Problem(
                            Code.TOO_LARGE, "model", "takes more memory than Java may use", "give it more with -Xmx")));
        } catch (RuntimeException | IOException | Error e) {
            // Whatever escapes the conversion is a finding about the model that is tried.
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
    static List<Problem> problems(JsonNode answer) {
        var problems = new java.util.ArrayList<Problem>();
        answer.path("problems")
                .forEach(p -> problems.add(new Problem(
                        Code.valueOf(p.path("code").asText()),
                        p.path("where").asText(),
                        p.path("what").asText(),
                        p.path("todo").asText())));
        return problems;
    }
}
