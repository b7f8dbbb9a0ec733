package io.github.onnxferry.converter;

import io.github.onnxferry.converter.target.Weights;

/**
 * How to convert.
 *
 * @param weights where the SavedModel keeps its weights
 * @param overwrite whether an existing output folder is replaced
 */
public record ConversionOptions(Weights weights, boolean overwrite) {
    /** Weights where they fit best, nothing overwritten. */
    public static final ConversionOptions DEFAULT = new ConversionOptions(Weights.AUTO, false);

    /** These options with weights kept elsewhere. */
    public ConversionOptions withWeights(Weights other) {
        return new ConversionOptions(other, overwrite);
    }

    /** These options with or without overwriting. */
    public ConversionOptions withOverwrite(boolean other) {
        return new ConversionOptions(weights, other);
    }
}
