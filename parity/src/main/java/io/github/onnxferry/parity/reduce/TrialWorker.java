package io.github.onnxferry.parity.reduce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.parity.process.Worker;
import java.io.IOException;
import java.util.function.Consumer;

/** The process in which trials run. */
public final class TrialWorker {
    private final TrialTask trials;
    private final ReferenceTask references = new ReferenceTask();

    private TrialWorker(Consumer<String> stage) {
        this.trials = new TrialTask(stage);
    }

    /** Serves until the input ends. */
    public static void main(String[] args) throws IOException {
        Worker.serve(stage -> new TrialWorker(stage)::run);
    }

    private void run(JsonNode request, ObjectNode answer) throws IOException {
        switch (request.path("task").asText()) {
            case TrialTask.BEGIN -> trials.begin();
            case ReferenceTask.NAME -> references.run(request, answer);
            default -> trials.run(request, answer);
        }
    }
}
