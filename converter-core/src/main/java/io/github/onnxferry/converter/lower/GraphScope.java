package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that nodes of one graph can see, and what they stand for. Parameters become constants on first use. */
final class GraphScope {
    private final TfBuilder tf;
    private final Optional<GraphScope> around;
    private final Map<String, Operand> operands = new HashMap<>();
    private final Map<String, Tensor> initializers;
    private final Set<String> failed = new HashSet<>();

    private GraphScope(TfBuilder tf, Map<String, Tensor> initializers, Optional<GraphScope> around) {
        this.tf = tf;
        this.initializers = initializers;
        this.around = around;
    }

    /** The scope of a function, which sees nothing of what is around it. */
    static GraphScope of(TfBuilder tf, Map<String, Tensor> initializers) {
        return new GraphScope(tf, initializers, Optional.empty());
    }

    /** The scope of a body that is emitted into the same function, and sees all that this one does. */
    GraphScope inner(Map<String, Tensor> parameters) {
        return new GraphScope(tf, parameters, Optional.of(this));
    }

    /** Gives an operand a name. */
    void put(String name, Operand operand) {
        operands.put(name, operand);
    }

    /** Marks a name whose value could not be computed. */
    void fail(String name) {
        failed.add(name);
    }

    /** Whether the value of a name could not be computed. */
    boolean isFailed(String name) {
        return failed.contains(name)
                || (!operands.containsKey(name)
                        && !initializers.containsKey(name)
                        && around.isPresent()
                        && around.get().isFailed(name));
    }

    /** What a name stands for. */
    Optional<Operand> find(String name) {
        var known = operands.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        var initializer = initializers.get(name);
        if (initializer == null) {
            return around.flatMap(s -> s.find(name));
        }
        var operand = Operand.of(tf.weight(name, initializer));
        operands.put(name, operand);
        return Optional.of(operand);
    }
}
