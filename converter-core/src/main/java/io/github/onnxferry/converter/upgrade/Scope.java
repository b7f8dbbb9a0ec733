package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One graph while it is upgraded: what is known of its values, and the nodes and constants of its newest form so far. A
 * body sees the values of the graphs around it.
 */
final class Scope {
    private final Optional<Scope> outer;
    private final Map<String, Known> known = new HashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();

    /** The scope of a graph within another, or of a main graph. */
    Scope(Optional<Scope> outer) {
        this.outer = outer;
    }

    /**
     * What is known of a value.
     *
     * @param dtype its element type, if it is a tensor of a known one
     * @param rank its number of axes
     * @param length its number of elements, if it has one axis; the length of a shape is a rank
     * @param constant its elements, if they are the same in every run
     */
    record Known(Optional<DType> dtype, OptionalInt rank, OptionalInt length, Optional<Tensor> constant) {
        static final Known NOTHING =
                new Known(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

        static Known of(Tensor constant) {
            OptionalInt length =
                    constant.rank() == 1 ? OptionalInt.of(Math.toIntExact(constant.elements())) : OptionalInt.empty();
            return new Known(
                    Optional.of(constant.dtype()), OptionalInt.of(constant.rank()), length, Optional.of(constant));
        }

        static Known of(OnnxType type) {
            return type instanceof OnnxType.TensorType tensor
                    ? new Known(
                            Optional.of(tensor.dtype()),
                            tensor.shape().hasRank()
                                    ? OptionalInt.of(tensor.shape().rank())
                                    : OptionalInt.empty(),
                            OptionalInt.empty(),
                            Optional.empty())
                    : NOTHING;
        }

        static Known of(Optional<DType> dtype) {
            return new Known(dtype, OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
        }

        /** What either of two sources says; this one has the word where both do. */
        Known or(Known other) {
            return new Known(
                    dtype.or(other::dtype),
                    rank.isPresent() ? rank : other.rank,
                    length.isPresent() ? length : other.length,
                    constant.or(other::constant));
        }

        /** This without its elements, which a caller may change as long as their type and axes stay. */
        Known variable() {
            return new Known(dtype, rank, OptionalInt.empty(), Optional.empty());
        }
    }

    /**
     * Takes in what a graph states of its values. Initializers that callers may override are not constants, and stated
     * shapes of intermediate values do not count, as they may be out of date.
     */
    void declare(OnnxGraph graph, boolean initializersAreFixed) {
        graph.valueTypes()
                .forEach((name, type) -> learn(name, Known.of(Known.of(type).dtype())));
        graph.outputs()
                .forEach(output ->
                        learn(output.name(), Known.of(Known.of(output.type()).dtype())));
        for (OnnxValue input : graph.inputs()) {
            learn(input.name(), Known.of(input.type()));
        }
        graph.initializers().forEach((name, tensor) -> {
            boolean fixed = initializersAreFixed
                    || graph.inputs().stream().noneMatch(i -> i.name().equals(name));
            Known all = Known.of(tensor);
            learn(name, fixed ? all : all.variable());
        });
    }

    /** Adds to what is known of a value of this graph; the latest word counts. */
    void learn(String name, Known fact) {
        known.merge(name, fact, (before, latest) -> latest.or(before));
    }

    /** What is known of a value of this graph or of one around it. */
    Known known(String name) {
        Known here = known.get(name);
        return here != null ? here : outer.map(scope -> scope.known(name)).orElse(Known.NOTHING);
    }

    /** Appends a node in its newest form. */
    void add(OnnxNode node) {
        nodes.add(node);
    }

    /** Adds a constant under a name that nothing has. */
    void add(String name, Tensor constant) {
        initializers.put(name, constant);
        learn(name, Known.of(constant));
    }

    /** The nodes so far. */
    List<OnnxNode> nodes() {
        return nodes;
    }

    /** The constants added so far. */
    Map<String, Tensor> initializers() {
        return initializers;
    }
}
