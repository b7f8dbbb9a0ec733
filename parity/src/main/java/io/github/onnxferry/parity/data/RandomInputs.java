package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Seeded random inputs of a model, in the ranges that its operators ask for: see {@link InputRanges}. The same model,
 * sizes and seed give the same inputs on every machine.
 */
public final class RandomInputs {
    private final OnnxModel model;
    private final DimSizes sizes;
    private final GraphFacts facts;

    /**
     * Inputs of a model.
     *
     * @param dims lengths of free dimensions by their names; the others get those of the style
     */
    public RandomInputs(OnnxModel model, Map<String, Long> dims, DimSizes.Style style) {
        this(model, dims, style, GraphFacts.of(model));
    }

    RandomInputs(OnnxModel model, Map<String, Long> dims, DimSizes.Style style, GraphFacts facts) {
        this.model = model;
        this.sizes = DimSizes.of(model.graph().requiredInputs(), dims, style);
        this.facts = facts;
    }

    /**
     * Draws one set of inputs.
     *
     * @param name name of the set
     * @throws FerryException UNSUPPORTED_TYPE if an input is a tensor without rank, or is sparse or opaque
     */
    public DataSet draw(String name, long seed) {
        var ranges = ranges(seed);
        Map<String, Datum> inputs = new LinkedHashMap<>();
        for (var input : model.graph().requiredInputs()) {
            var random = new Random(31 * seed + input.name().hashCode());
            inputs.put(input.name(), new RandomDatum(input.name(), ranges, sizes, random, seed).draw(input.type()));
        }
        return new DataSet(name, inputs, Map.of());
    }

    /** What the model asks of the inputs that a seed draws. */
    InputRanges ranges(long seed) {
        return InputRanges.of(facts, sizes, seed);
    }

    /** The lengths of the free dimensions, such as {@code batch=3, height=65}; empty if there are none. */
    String lengths() {
        Set<String> parts = new LinkedHashSet<>();
        for (var input : model.graph().requiredInputs()) {
            parts.addAll(lengths(input));
        }
        return String.join(", ", parts);
    }

    private List<String> lengths(OnnxValue input) {
        List<String> parts = new ArrayList<>();
        if (input.type() instanceof OnnxType.TensorType type && type.shape().hasRank()) {
            var dims = type.shape().dims();
            for (int axis = 0; axis < dims.size(); axis++) {
                var dim = dims.get(axis);
                if (!dim.isKnown()) {
                    // A dimension without a name has one that begins with a question mark.
                    boolean named = !dim.toString().startsWith("?");
                    parts.add((named ? dim : input.name() + "[" + axis + "]") + "="
                            + sizes.of(dim).orElse(-1));
                }
            }
        }
        return parts;
    }
}
