package io.github.onnxferry.parity.noise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * How an operator rounds, and so how two sound implementations of it may differ. Amounts are in units of the roundoff of the
 * dtype, half a unit in the last place.
 */
public enum NoiseClass {
    /** Elements are moved, chosen or compared: no difference. */
    EXACT(0, 0),
    /** Each element is the rounded result of one or two operations of arithmetic. */
    ROUNDED(0, 2),
    /** Each element is an approximation of a function, good to a few units in the last place. */
    FUNCTION(0, 8),
    /**
     * As {@link #FUNCTION}, with values between -1 and 1 that implementations compute well in terms of 1: a value near 0 may be
     * off by two roundoffs of 1, up to half of itself.
     */
    BOUNDED(0, 8),
    /**
     * Sums of products. By the backward analysis of dot products, their rounding is that of exact sums over slightly different
     * inputs (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1), so the inputs get the noise.
     */
    SUM(4, 0),
    /** As {@link #SUM}, of any number of elements one after another, which adds an error that grows with the root of their number. */
    REDUCED(4, 0),
    /** Sums whose weights are themselves computed in the dtype, from coordinates or angles that may be large. */
    INTERPOLATED(128, 0),
    /** Real numbers are rounded to a grid: near a tie the result is one step up or down. */
    QUANTISE(32, 0),
    /** As {@link #QUANTISE}, on a result that is computed inside: the result itself goes a step up or down now and then. */
    REQUANTISE(0, 0);

    private static final String FACTS = "noise-classes.txt";
    private static final Map<String, NoiseClass> BY_OPERATOR = read();

    private final double inputUnits;
    private final double outputUnits;

    NoiseClass(double inputUnits, double outputUnits) {
        this.inputUnits = inputUnits;
        this.outputUnits = outputUnits;
    }

    /** The class of an operator. */
    public static NoiseClass of(String domain, String op) {
        String key = domain.equals("ai.onnx") || domain.isEmpty() ? op : domain + ":" + op;
        return BY_OPERATOR.getOrDefault(key, SUM);
    }

    /** Width of the relative noise on each real input that is not constant, in roundoffs. */
    double inputUnits() {
        return inputUnits;
    }

    /** Width of the relative noise on each real output, in roundoffs. */
    double outputUnits() {
        return outputUnits;
    }

    private static Map<String, NoiseClass> read() {
        var classes = new HashMap<String, NoiseClass>();
        var facts = Objects.requireNonNull(NoiseClass.class.getResourceAsStream(FACTS), FACTS);
        try (var lines = new BufferedReader(new InputStreamReader(facts, StandardCharsets.UTF_8))) {
            lines.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).forEach(line -> {
                var words = line.strip().split(" +");
                var noise = valueOf(words[0].toUpperCase(Locale.ROOT));
                for (int i = 1; i < words.length; i++) {
                    if (classes.put(words[i], noise) != null) {
                        throw new IllegalStateException(FACTS + " names " + words[i] + " twice");
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(FACTS + " cannot be read", e);
        }
        return classes;
    }
}
