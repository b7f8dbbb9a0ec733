package io.github.onnxferry.converter;

import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.optimise.compile.CompileChoice;
import io.github.onnxferry.converter.target.Weights;

/**
 * How to convert.
 *
 * @param weights where the SavedModel keeps its weights
 * @param overwrite whether an existing output folder is replaced
 * @param optimisation how much the result is optimised
 * @param compile whether TensorFlow compiles the result with XLA
 */
public record ConversionOptions(
        Weights weights, boolean overwrite, OptimisationLevel optimisation, CompileChoice compile) {
    /** Weights where they fit best, nothing overwritten, optimisations that keep every operation, not compiled. */
    public static final ConversionOptions DEFAULT =
            new ConversionOptions(Weights.AUTO, false, OptimisationLevel.LAYOUT, CompileChoice.NONE);

    /** These options with weights kept elsewhere. */
    public ConversionOptions withWeights(Weights other) {
        return new ConversionOptions(other, overwrite, optimisation, compile);
    }

    /** These options with or without overwriting. */
    public ConversionOptions withOverwrite(boolean other) {
        return new ConversionOptions(weights, other, optimisation, compile);
    }

    /** These options with another level of optimisation. */
    public ConversionOptions withOptimisation(OptimisationLevel other) {
        return new ConversionOptions(weights, overwrite, other, compile);
    }

    /** These options with another choice of what is compiled. */
    public ConversionOptions withCompile(CompileChoice other) {
        return new ConversionOptions(weights, overwrite, optimisation, other);
    }
}
