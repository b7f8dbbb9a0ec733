package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a model fails.
 *
 * @param kind what sort of failure it is
 * @param stage what was being done: {@code convert}, {@code load} or {@code run}
 * @param problems what is wrong; the first is what the reduction keeps
 * @param said the last that a process said before it died; empty for other failures
 */
public record Failure(Kind kind, String stage, List<Problem> problems, String said) {
    private static final Pattern OPERATOR = Pattern.compile("\\(([^()]*)\\)$");

    private static final Pattern EXCEPTION = Pattern.compile("[\\w.$]+(Exception|Error)");

    public Failure {
        problems = List.copyOf(problems);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a failure needs a problem");
        }
    }

    /** Sorts of failures. */
    public enum Kind {
        /** The conversion refuses the model, or fails with a defect. */
        CONVERSION,
        /** TensorFlow refuses to load or to run what was converted. */
        RUN,
        /** TensorFlow computes something else than ONNX Runtime. */
        MISMATCH,
        /** The process dies. */
        CRASH,
        /** It does not end. */
        HANG;

        /** The kind in lower case, as reports write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The problem that the reduction keeps. */
    public Problem first() {
        return problems.get(0);
    }

    /** Whether no values are needed to see it. */
    boolean needsNoValues() {
        return stage.equals(TrialTask.CONVERT);
    }

    /**
     * Whether another failure is the same for all that can be told: of the same kind at the same stage, with the first
     * problem of this one among its own. Problems are the same if their codes are; those of conversions if the operators
     * are as well, and for defects the exception and where it came from. Names of values and nodes do not count.
     */
    boolean isLike(Failure other) {
        return kind == other.kind
                && (kind == Kind.MISMATCH || stage.equals(other.stage))
                && other.problems.stream().anyMatch(p -> key(p).equals(key(first())));
    }

    private String key(Problem problem) {
        if (kind != Kind.CONVERSION) {
            return problem.code().id();
        }
        var operator = OPERATOR.matcher(problem.where());
        var place = operator.find() ? operator.group(1) : "";
        if (problem.code() == Code.DEFECT) {
            var exception = EXCEPTION.matcher(problem.what());
            boolean endless = problem.what().contains("StackOverflowError");
            return (exception.find() ? exception.group() : "")
                    + (place.isEmpty() && !endless ? problem.where() : place);
        }
        return problem.code().id() + " " + place;
    }
}
