package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.NodeView;

/** How the votes of trees for a target become one; in the order of TreeEnsemble's numbers. */
enum Aggregation {
    AVERAGE,
    SUM,
    MIN,
    MAX;

    /** The attribute {@code aggregate_function}, by name. */
    static Aggregation of(NodeView n) {
        var name = n.string("aggregate_function");
        for (var aggregation : values()) {
            if (aggregation.name().equals(name)) {
                return aggregation;
            }
        }
        throw n.invalid("there is no aggregate_function " + name);
    }

    /** The attribute {@code aggregate_function}, by number. */
    static Aggregation numbered(NodeView n) {
        long number = n.int64("aggregate_function");
        if (number < 0 || number >= values().length) {
            throw n.invalid("there is no aggregate_function " + number);
        }
        return values()[(int) number];
    }
}
