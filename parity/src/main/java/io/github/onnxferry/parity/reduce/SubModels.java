package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.upgrade.ElementTypes;
import io.github.onnxferry.parity.data.Datum;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of a model that some of its nodes make up. What they use and none of them computes becomes an input, or an
 * initializer if it is one or follows from initializers alone; what they compute and none of them uses becomes an output, as
 * does what the model itself gives out.
 */
final class SubModels {
    private static final int VECTOR_ELEMENTS = 64;

    /** From this version of the file format on initializers need not be inputs too. */
    private static final int FREE_INITIALIZERS = 4;

    private final OnnxModel model;
    private final OnnxGraph graph;
    private final List<OnnxNode> nodes;
    private final List<Set<String>> uses;
    private final Map<String, Integer> makers = new HashMap<>();
    private final Map<String, BitSet> users = new HashMap<>();
    private final Map<String, OnnxValue> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxType> stated = new HashMap<>();
    private final Set<String> given = new HashSet<>();
    private final Set<String> constant = new HashSet<>();
    private final Map<String, DType> dtypes;
    private final boolean bodyOfNode;

    /**
     * The parts of a model whose nodes are in order.
     *
     * @param bodyOfNode whether the model is made of a body, so that its inputs are values at a cut
     */
    SubModels(OnnxModel model, boolean bodyOfNode) {
        this.model = model;
        this.graph = model.graph();
        this.nodes = graph.nodes();
        this.uses = nodes.stream().map(NodeUses::of).toList();
        this.dtypes = ElementTypes.of(model);
        this.bodyOfNode = bodyOfNode;
        stated.putAll(graph.valueTypes());
        graph.inputs().forEach(i -> inputs.put(i.name(), i));
        graph.inputs().forEach(i -> stated.put(i.name(), i.type()));
        graph.outputs().forEach(o -> stated.put(o.name(), o.type()));
        graph.outputs().forEach(o -> given.add(o.name()));
        constant.addAll(graph.initializers().keySet());
        constant.removeAll(inputs.keySet());
        for (int i = 0; i < nodes.size(); i++) {
            index(i);
        }
    }

    private void index(int i) {
        var node = nodes.get(i);
        boolean folds = (node.opType().equals("Constant") || !uses.get(i).isEmpty())
                && constant.containsAll(uses.get(i))
                && !draws(node);
        for (var output : node.outputs()) {
            makers.put(output, i);
            if (folds) {
                constant.add(output);
            }
        }
        uses.get(i)
                .forEach(name -> users.computeIfAbsent(name, n -> new BitSet()).set(i));
    }

    private static boolean draws(OnnxNode node) {
        return OnnxNode.all(List.of(node))
                .anyMatch(n -> n.opType().startsWith("Random")
                        || n.opType().equals("Bernoulli")
                        || n.opType().equals("Multinomial")
                        || n.opType().equals("Dropout"));
    }

    /** How many nodes there are to choose from. */
    int size() {
        return nodes.size();
    }

    /** The last of the chosen nodes alone. */
    BitSet last(BitSet chosen) {
        var last = new BitSet();
        last.set(chosen.length() - 1);
        return last;
    }

    /** All nodes. */
    BitSet all() {
        var all = new BitSet();
        all.set(0, nodes.size());
        return all;
    }

    /** The nodes that depend on no other inputs of the model than these. */
    BitSet fedBy(Set<String> names) {
        var fed = all();
        for (int i = 0; i < nodes.size(); i++) {
            for (var name : uses.get(i)) {
                var maker = makers.get(name);
                boolean has =
                        maker != null ? fed.get(maker) : graph.initializers().containsKey(name) || names.contains(name);
                fed.set(i, fed.get(i) && has);
            }
        }
        return fed;
    }

    /** The model of the chosen nodes before the last one; nothing if there are none. */
    Optional<OnnxModel> before(BitSet chosen) {
        var before = (BitSet) chosen.clone();
        before.clear(chosen.length() - 1);
        return before.isEmpty() ? Optional.empty() : of(before, Variation.STATED, Map.of());
    }

    /** All nodes that a node depends on, itself included. */
    BitSet cone(int index) {
        var cone = new BitSet();
        cone.set(index);
        for (int i = index; i >= 0; i--) {
            if (cone.get(i)) {
                uses.get(i).stream()
                        .filter(makers::containsKey)
                        .forEach(name -> cone.set(makers.getOrDefault(name, index)));
            }
        }
        return cone;
    }

    /** What the chosen nodes use and somebody else has to give: inputs of the model, and values at the cut. */
    Set<String> needed(BitSet chosen) {
        Set<String> needed = new LinkedHashSet<>();
        chosen.stream().forEach(i -> needed.addAll(uses.get(i)));
        needed.removeAll(graph.initializers().keySet());
        needed.removeIf(name -> {
            var maker = makers.get(name);
            return maker == null ? !inputs.containsKey(name) : chosen.get(maker);
        });
        return needed;
    }

    /** What the chosen nodes give. */
    Set<String> outputs(BitSet chosen) {
        Set<String> outputs = new LinkedHashSet<>();
        chosen.stream().forEach(i -> {
            var named =
                    nodes.get(i).outputs().stream().filter(o -> !o.isEmpty()).toList();
            var wanted = named.stream()
                    .filter(o -> given.contains(o) || users.containsKey(o))
                    .toList();
            (wanted.isEmpty() ? named.stream().limit(1) : wanted.stream())
                    .filter(o -> given.contains(o) || !usersOf(o).intersects(chosen))
                    .forEach(outputs::add);
        });
        return outputs;
    }

    private BitSet usersOf(String name) {
        return users.getOrDefault(name, new BitSet());
    }

    /**
     * The model of the chosen nodes.
     *
     * @param known values of the model, as far as they are known: those at the cut, inputs and outputs
     * @return nothing if the type of a value at the cut cannot be told
     */
    Optional<OnnxModel> of(BitSet chosen, Variation variation, Map<String, Datum> known) {
        return new Part(chosen, variation, known).model();
    }

    /** One part. */
    private final class Part {
        private final BitSet chosen;
        private final Variation variation;
        private final Map<String, Datum> known;
        private final Map<String, OnnxValue> taken = new LinkedHashMap<>();
        private final Map<String, Tensor> initializers = new LinkedHashMap<>();

        Part(BitSet chosen, Variation variation, Map<String, Datum> known) {
            this.chosen = chosen;
            this.variation = variation;
            this.known = known;
        }

        Optional<OnnxModel> model() {
            Set<String> used = new LinkedHashSet<>();
            chosen.stream().forEach(i -> used.addAll(uses.get(i)));
            for (var input : inputs.keySet()) {
                if (used.contains(input) && !take(input)) {
                    return Optional.empty();
                }
            }
            for (var name : used) {
                var maker = makers.get(name);
                boolean inside = maker != null && chosen.get(maker);
                if (!inside && !inputs.containsKey(name) && !take(name)) {
                    return Optional.empty();
                }
            }
            var kept = chosen.stream().mapToObj(nodes::get).toList();
            var results = outputs(chosen).stream()
                    .map(o -> new OnnxValue(o, resultType(o)))
                    .toList();
            Map<String, OnnxType> types = new LinkedHashMap<>(graph.valueTypes());
            Set<String> inner = new HashSet<>();
            kept.forEach(n -> inner.addAll(n.outputs()));
            results.forEach(r -> inner.remove(r.name()));
            types.keySet().retainAll(inner);
            return Optional.of(
                    with(new OnnxGraph(graph.name(), kept, List.copyOf(taken.values()), results, initializers, types)));
        }

        /** Makes a value an input or an initializer. */
        private boolean take(String name) {
            var initializer = graph.initializers().get(name);
            if (initializer != null) {
                put(name, initializer);
                return true;
            }
            boolean isInput = inputs.containsKey(name);
            if (isInput && !bodyOfNode) {
                taken.put(name, inputs.get(name));
                return true;
            }
            if (!isInput && !makers.containsKey(name)) {
                // A name that the model uses and does not define: part of what is wrong with it.
                return true;
            }
            var value = Optional.ofNullable(known.get(name));
            if (value.isPresent() && value.get() instanceof Datum.Dense dense && isConstant(name, dense.tensor())) {
                put(name, dense.tensor());
                return true;
            }
            var type = inputType(name, value);
            type.ifPresent(t -> taken.put(name, new OnnxValue(name, t)));
            return type.isPresent();
        }

        private void put(String name, Tensor tensor) {
            initializers.put(name, tensor);
            if (inputs.containsKey(name)) {
                taken.put(name, inputs.get(name));
            } else if (model.irVersion() < FREE_INITIALIZERS) {
                taken.put(name, new OnnxValue(name, new OnnxType.TensorType(tensor.dtype(), tensor.shape())));
            }
        }

        private boolean isConstant(String name, Tensor tensor) {
            return constant.contains(name)
                    || (variation.hasConstantVectors()
                            && tensor.dtype().isInteger()
                            && tensor.rank() <= 1
                            && tensor.elements() <= VECTOR_ELEMENTS);
        }

        private Optional<OnnxType> inputType(String name, Optional<Datum> value) {
            var said = Optional.ofNullable(stated.get(name)).filter(t -> !(t instanceof OnnxType.Unknown));
            if (value.isEmpty()) {
                return said.or(() ->
                        Optional.ofNullable(dtypes.get(name)).map(d -> new OnnxType.TensorType(d, Shape.unknown())));
            }
            var datum = value.get();
            var fitting = said.filter(t -> DatumTypes.fits(t, datum));
            if (!(datum instanceof Datum.Dense) && fitting.isPresent()) {
                return fitting;
            }
            return switch (variation) {
                case STATED -> fitting.or(() -> DatumTypes.fixed(datum));
                case FIXED, CONSTANT_VECTORS -> DatumTypes.fixed(datum);
                case FREE, FREE_CONSTANT_VECTORS -> DatumTypes.free(datum, name);
            };
        }

        private OnnxType resultType(String name) {
            if (given.contains(name) && !bodyOfNode) {
                return stated.getOrDefault(name, new OnnxType.Unknown());
            }
            return Optional.ofNullable(known.get(name))
                    .flatMap(value -> DatumTypes.free(value, name))
                    .or(() ->
                            Optional.ofNullable(dtypes.get(name)).map(d -> new OnnxType.TensorType(d, Shape.unknown())))
                    .orElseGet(OnnxType.Unknown::new);
        }
    }

    /** A model of the graph with the functions and operator sets that it uses. */
    private OnnxModel with(OnnxGraph part) {
        Set<OnnxFunction> called = new LinkedHashSet<>();
        called(part.nodes(), called);
        var functions = model.functions().stream().filter(called::contains).toList();
        Set<String> domains = new HashSet<>();
        domains.add(Domain.ONNX);
        OnnxNode.all(part.nodes()).forEach(n -> domains.add(Domain.normalise(n.domain())));
        functions.forEach(f -> f.opsets().keySet().forEach(d -> domains.add(Domain.normalise(d))));
        var opsets = new LinkedHashMap<>(model.opsets());
        opsets.keySet().removeIf(domain -> !domains.contains(Domain.normalise(domain)));
        var source = model.source();
        return new OnnxModel(
                model.irVersion(),
                opsets,
                part,
                functions,
                Map.of(),
                new OnnxModel.Source(source.producerName(), source.producerVersion(), "", 0, ""));
    }

    private void called(List<OnnxNode> callers, Set<OnnxFunction> called) {
        if (model.functions().isEmpty()) {
            return;
        }
        var calls = new ArrayList<OnnxNode>();
        OnnxNode.all(callers).forEach(calls::add);
        for (var function : model.functions()) {
            boolean isCalled = calls.stream()
                    .anyMatch(n -> n.opType().equals(function.name())
                            && n.overload().equals(function.overload())
                            && Domain.normalise(n.domain()).equals(Domain.normalise(function.domain())));
            if (isCalled && called.add(function)) {
                called(function.nodes(), called);
            }
        }
    }
}
