package io.github.onnxferry.converter.optimise.compile;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tf.TfModel;

/**
 * What was decided.
 *
 * @param xla whether the program is marked to be compiled with XLA
 * @param reason why
 */
public record Compilation(boolean xla, String reason) {
    private static final String ASKED = "as asked for";

    /**
     * Decides for a program.
     *
     * @throws FerryException {@code NOT_COMPILABLE} for each operation that XLA cannot compile, if XLA was asked for
     */
    public static Compilation of(TfModel model, CompileChoice choice) {
        return switch (choice) {
            case NONE -> new Compilation(false, ASKED);
            case XLA -> {
                var problems = XlaSupport.problems(model);
                if (!problems.isEmpty()) {
                    throw new FerryException(problems);
                }
                yield new Compilation(true, ASKED);
            }
            case AUTO ->
                Objections.to(model)
                        .map(objection -> new Compilation(false, objection))
                        .orElseGet(() -> new Compilation(true, "its work is products of matrices"));
        };
    }
}
