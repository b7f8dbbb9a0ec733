package io.github.onnxferry.parity.result;

import io.github.onnxferry.converter.diagnostics.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one record went: one set of inputs, run by both sides.
 *
 * @param name its name, such as {@code test_data_set_0} or {@code seed 0, batch=3}
 * @param verdict how it ended
 * @param inputs shapes of its inputs, by name, as text
 * @param outputs a row an output
 * @param problems what is wrong; empty if it passed
 * @param saved where its inputs were saved to be run again, if they were
 */
public record RecordResult(
        String name,
        Verdict verdict,
        Map<String, String> inputs,
        List<OutputComparison> outputs,
        List<Problem> problems,
        Optional<String> saved) {
    public RecordResult {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = List.copyOf(outputs);
        problems = List.copyOf(problems);
    }

    /** This record, with the place where its inputs were saved. */
    public RecordResult savedAt(String place) {
        return new RecordResult(name, verdict, inputs, outputs, problems, Optional.of(place));
    }
}
