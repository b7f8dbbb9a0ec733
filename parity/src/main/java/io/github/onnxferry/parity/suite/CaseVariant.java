package io.github.onnxferry.parity.suite;

import java.util.Locale;

/**
 * A form in which the model of a case is converted. The values that are fed and the outputs that are expected are the same
 * in all of them; what the converter knows before the model runs is not.
 */
public enum CaseVariant {
    /** The model as its file says it. */
    AS_SHIPPED,
    /** Ranks stay, every length of the graph's inputs and outputs is free, and no shape of a value inside is stated. */
    FREE_SHAPES,
    /** All inputs but one are initializers with the values of the first data set, the only one that is run. */
    CONSTANT_INPUTS;

    /** The name in lower case with hyphens, as commands and reports write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
