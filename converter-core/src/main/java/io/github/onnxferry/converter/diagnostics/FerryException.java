package io.github.onnxferry.converter.diagnostics;

import java.util.List;
import java.util.stream.Collectors;

/** A refusal: one or more coded problems, all that were found. */
public final class FerryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** A refusal for the given problems, at least one. */
    public FerryException(List<Problem> problems) {
        super(text(problems));
        this.problems = List.copyOf(problems);
    }

    /** A refusal for one problem. */
    public FerryException(Code code, String where, String what, String todo) {
        this(List.of(new Problem(code, where, what, todo)));
    }

    /** A refusal for one problem that another failure caused. */
    public FerryException(Code code, String where, String what, String todo, Throwable cause) {
        this(List.of(new Problem(code, where, what, todo)));
        initCause(cause);
    }

    /** Everything that is wrong, in the order it was found. */
    public List<Problem> problems() {
        return problems;
    }

    /** The exit code of a process that ends with this refusal: that of the first problem. */
    public int exitCode() {
        return problems.get(0).code().kind().exitCode();
    }

    private static String text(List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a refusal needs a problem");
        }
        return problems.stream().map(Problem::line).collect(Collectors.joining(System.lineSeparator()));
    }
}
