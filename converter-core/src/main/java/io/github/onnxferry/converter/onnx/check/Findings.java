package io.github.onnxferry.converter.onnx.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gathers problems, each once, up to a number beyond which more help nobody. */
final class Findings {
    private static final int MAX = 1000;

    private final List<Problem> problems = new ArrayList<>();
    private final Set<Problem> seen = new HashSet<>();

    void add(Code code, String where, String what, String todo) {
        var problem = new Problem(code, where, what, todo);
        if (problems.size() < MAX && seen.add(problem)) {
            problems.add(problem);
        }
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }
}
