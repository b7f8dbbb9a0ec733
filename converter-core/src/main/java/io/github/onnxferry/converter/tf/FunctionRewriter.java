package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a changed form of a function: its nodes are gone through in their order, and each is kept, on what its arguments have become,
 * or replaced.
 */
public final class FunctionRewriter {
    /** Operations that are made again for values that are followed though no node needs them. */
    private static final Set<String> VIEWS = Set.of("Identity", "Transpose", "Cast");

    /** How many views of one another are followed. */
    private static final int MAX_VIEWS = 16;

    private final TfBuilder builder;
    private final TfFunction source;
    private final Map<TfNode, List<Value>> became = new HashMap<>();
    private final Map<TfNode, TfNode> kept = new HashMap<>();

    /** A rewriter whose function has the name and the parameters of the source. */
    public FunctionRewriter(FunctionLibrary library, TfFunction source) {
        this.builder = new TfBuilder(library, source.name());
        this.source = source;
        for (var parameter : source.parameters()) {
            builder.adoptParameter(parameter);
            became.put(parameter.node(), parameter.node().outputs());
        }
    }

    /** Emits new nodes. */
    public TfBuilder builder() {
        return builder;
    }

    /** What a value of the source has become; it is made by a node that was gone through. */
    public Value of(Value old) {
        var outputs = became.get(old.node());
        if (outputs == null) {
            throw new IllegalStateException(old + " has not been rewritten");
        }
        var now = outputs.get(old.index());
        boolean renamed = old.dtype() != old.node().outputs().get(old.index()).dtype();
        return renamed && now.dtype() != old.dtype() ? builder.as(now, old.dtype()) : now;
    }

    /** What values of the source have become. */
    public List<Value> of(List<Value> old) {
        return old.stream().map(this::of).toList();
    }

    /** Keeps a node, on what its arguments have become; returns what its outputs are now. */
    public List<Value> keep(TfNode node) {
        var inputs = of(node.inputs());
        var controls = controls(node);
        var now = node;
        if (inputs.equals(node.inputs()) && controls.equals(node.controlInputs())) {
            builder.adopt(node);
        } else {
            var shapes = node.outputs().stream().map(Value::shape).toList();
            now = builder.copy(node, inputs, controls, Map.of(), shapes);
        }
        kept.put(node, now);
        became.put(node, now.outputs());
        return now.outputs();
    }

    /**
     * The operation of a node on other arguments.
     *
     * @param integers attributes that differ; all others are those of the node, dtypes included
     * @param shapes of the results
     */
    public List<Value> copy(TfNode node, List<Value> inputs, Map<String, Long> integers, List<Shape> shapes) {
        return builder.copy(node, inputs, controls(node), integers, shapes).outputs();
    }

    /** Says what the outputs of a node have become. */
    public void replace(TfNode node, List<Value> outputs) {
        became.put(node, List.copyOf(outputs));
    }

    /** What has to run before a node: those that were kept, and of others what makes their outputs now. */
    private List<TfNode> controls(TfNode node) {
        return node.controlInputs().stream()
                .flatMap(c -> Optional.ofNullable(kept.get(c))
                        .map(Stream::of)
                        .orElseGet(
                                () -> became.getOrDefault(c, List.of()).stream().map(Value::node)))
                .distinct()
                .toList();
    }

    /** The changed function, without nodes that no result needs. */
    public TfFunction build() {
        return builder.build(source.results().stream()
                .map(r -> new TfFunction.Result(r.name(), of(r.value())))
                .toList());
    }

    /** What a value has become that may be a view that no node of the source needs; nothing if it is lost. */
    public Optional<Value> followed(Value old) {
        return followed(old, MAX_VIEWS);
    }

    private Optional<Value> followed(Value old, int views) {
        if (became.containsKey(old.node())) {
            return Optional.of(of(old));
        }
        if (views == 0 || !VIEWS.contains(old.node().op())) {
            return Optional.empty();
        }
        var below = followed(old.node().inputs().get(0), views - 1);
        below.ifPresent(value -> {
            var inputs = new ArrayList<>(old.node().inputs());
            inputs.set(0, value);
            var shapes = old.node().outputs().stream().map(Value::shape).toList();
            became.put(
                    old.node(),
                    builder.copy(old.node(), inputs, List.of(), Map.of(), shapes)
                            .outputs());
        });
        return below.map(v -> of(old));
    }
}
