package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that nodes of one graph can see, and the values they stand for. Parameters become constants on first use. */
final class GraphScope {
    private final TfBuilder tf;
    private final GraphLowering lowering;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Tensor> initializers;
    private final Set<String> failed = new HashSet<>();

    GraphScope(TfBuilder tf, GraphLowering lowering, Map<String, Tensor> initializers) {
        this.tf = tf;
        this.lowering = lowering;
        this.initializers = initializers;
    }

    /** The lowering that this graph is part of. */
    GraphLowering lowering() {
        return lowering;
    }

    /** Gives a value a name. */
    void put(String name, Value value) {
        values.put(name, value);
    }

    /** Marks a name whose value could not be computed. */
    void fail(String name) {
        failed.add(name);
    }

    /** Whether the value of a name could not be computed. */
    boolean isFailed(String name) {
        return failed.contains(name);
    }

    /** The value of a name. */
    Optional<Value> find(String name) {
        var known = values.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        var initializer = initializers.get(name);
        if (initializer == null) {
            return Optional.empty();
        }
        var value = tf.weight(name, initializer);
        values.put(name, value);
        return Optional.of(value);
    }
}
